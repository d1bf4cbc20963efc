import { expect, test } from 'vitest';
import { deviceName } from '@/model/device_name';

test('a browser is called by its name and its system', () => {
  const of = {
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0': 'Firefox, Linux',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36': 'Chrome, Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0': 'Edge, Windows',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 YaBrowser/24.6 Mobile Safari/537.36': 'Yandex Browser, Android',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1': 'Safari, iPhone',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15': 'Safari, macOS',
  };
  for (const [client, name] of Object.entries(of)) expect(deviceName(client)).toBe(name);
});

test('another program is called as it calls itself, cut', () => {
  expect(deviceName('curl/7.88.1')).toBe('curl/7.88.1');
  expect(deviceName('x'.repeat(200))).toBe('x'.repeat(60));
  expect(deviceName('')).toBe('');
});
