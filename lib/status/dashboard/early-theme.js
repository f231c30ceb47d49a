/* global document, localStorage */
// Before the first paint, which a module would come too late for.
const chosen = localStorage.getItem('worker-host-theme');
if (chosen) document.documentElement.dataset.theme = chosen;
