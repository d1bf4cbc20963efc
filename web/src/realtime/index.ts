/** The client library. It uses no framework and knows only docs/wire/, nothing of this page. */
export { BackOff, type BackOffSettings } from './back_off.ts';
export { RealtimeClient, type CallOptions, type ClientSettings } from './client.ts';
export { type ConnectionSettings, type ConnectionState, type Socket } from './connection.ts';
export { newOp } from './op.ts';
export { Refusal, type WireError } from './refusal.ts';
export { type RoomReader, type Start } from './subscriptions.ts';
export { sessionEnded, type Gap, type Place, type RoomEvent } from './wire.ts';
