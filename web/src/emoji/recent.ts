import { ref } from 'vue';
import { onDevice } from '@/model/on_device';

const stored = 'vestnik.emoji';
const most = 24;

function initial(): string[] {
  const kept = onDevice.read(stored);
  return kept ? kept.split(' ').filter(Boolean).slice(0, most) : [];
}

/** What was used on this device, the newest first. */
export const recentEmoji = ref<readonly string[]>(initial());

export function noteEmoji(text: string): void {
  recentEmoji.value = [text, ...recentEmoji.value.filter((each) => each !== text)].slice(0, most);
  onDevice.keep(stored, recentEmoji.value.join(' '));
}
