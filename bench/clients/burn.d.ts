export function burn(steps: number): number;
