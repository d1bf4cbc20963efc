import { readonly, ref } from 'vue';

/** The day of now, at its local midnight; moves by itself, so that what is shown of yesterday does not stay “today”. */
const day = ref(midnight(0));
export const today = readonly(day);

/** Local midnight, so many days from now. */
function midnight(days: number): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

function turn(): void {
  const now = midnight(0);
  if (now.getTime() !== day.value.getTime()) day.value = now;
}

function turnAtMidnight(): void {
  setTimeout(() => {
    turn();
    turnAtMidnight();
  }, midnight(1).getTime() - Date.now());
}

turnAtMidnight();
// A timer does not run while the machine sleeps.
document.addEventListener('visibilitychange', turn);
addEventListener('pageshow', turn);
addEventListener('focus', turn);
