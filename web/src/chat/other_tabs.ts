/** The other pages of this browser that show the client: what one tells, all others hear. */
export interface OtherTabs<News> {
  tell(news: News): void;
  close(): void;
}

/** Where a browser has no such channel, or refuses it, nobody is heard, and the page works on. */
export function otherTabs<News>(name: string, hear: (news: News) => void): OtherTabs<News> {
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  } catch {
    // Alone.
  }
  return { tell: (news) => channel?.postMessage(news), close: () => channel?.close() };
}
