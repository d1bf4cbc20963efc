import { ref } from 'vue';

const query = matchMedia('(max-width: 759px)');

/** Whether only one pane fits on the screen; the style sheets have the same width. */
export const narrow = ref(query.matches);

query.addEventListener('change', () => (narrow.value = query.matches));
