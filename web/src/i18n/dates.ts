import { language, type Language } from './language';
import { today } from './today';

/** A month that is a number would be taken for a day by half of those who read English. */
const yearOptions: Record<Language, Intl.DateTimeFormatOptions> = {
  en: { day: 'numeric', month: 'short', year: 'numeric' },
  ru: { day: '2-digit', month: '2-digit', year: '2-digit' },
};

const cache = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions, date: Date): string {
  const key = `${language.value} ${name}`;
  let formatter = cache.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(language.value === 'ru' ? 'ru-RU' : 'en-GB', options);
    cache.set(key, formatter);
  }
  return formatter.format(date);
}

/** Days between two moments by the local calendar: 0 is the same day. */
export function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

/** “16:20”. */
export function clockTime(at: string): string {
  return format('clock', { hour: '2-digit', minute: '2-digit' }, new Date(at));
}

/** As a list shows it: the time today, the weekday this week, else the date. */
export function listTime(at: string, now: Date = today.value): string {
  const date = new Date(at);
  const days = daysBetween(date, now);
  if (days <= 0) return clockTime(at);
  if (days < 7) return format('weekday', { weekday: 'short' }, date);
  if (date.getFullYear() === now.getFullYear()) return format('day', { day: 'numeric', month: 'short' }, date);
  return format('year', yearOptions[language.value], date);
}

/** “Friday, 20 November”, for the headings between the days of a dialog. */
export function dayName(at: string, now: Date = today.value): string {
  const date = new Date(at);
  const sameYear = date.getFullYear() === now.getFullYear();
  return sameYear
    ? format('long', { weekday: 'long', day: 'numeric', month: 'long' }, date)
    : format('long year', { day: 'numeric', month: 'long', year: 'numeric' }, date);
}

/** “20 November 2026 at 16:20”, for one mail. */
export function fullTime(at: string): string {
  return format('full', { dateStyle: 'long', timeStyle: 'short' }, new Date(at));
}
