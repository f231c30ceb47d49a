import { byId, setText } from './elements.js';

/** Asks before something that can't be taken back. Resolves with the answer. */
export function confirmed({ title, text, action }) {
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  setText(byId('confirm-do'), action);
  return new Promise((resolve) => {
    open(
      byId('confirm-dialog'),
      () => resolve(true),
      () => resolve(false),
    );
  });
}

/** Asks for the token until it is right, or the dialog is closed. */
export function askForToken(control) {
  const dialog = byId('unlock-dialog');
  const problem = byId('unlock-problem');
  const input = byId('token');
  input.value = '';
  setText(problem, '');
  const attempt = async () => {
    try {
      await control.unlock(input.value);
      dialog.close();
    } catch (error) {
      setText(problem, error.message);
      input.select();
    }
  };
  open(dialog, attempt, () => (input.value = ''));
}

function open(dialog, submit, closed) {
  const form = dialog.querySelector('form');
  form.onsubmit = (event) => {
    event.preventDefault();
    submit();
    if (dialog.id === 'confirm-dialog') dialog.close();
  };
  dialog.querySelector('.cancel').onclick = () => dialog.close();
  dialog.onclose = closed;
  dialog.showModal();
}
