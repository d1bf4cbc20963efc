/** The client library: framework-free, knows docs/wire.md and nothing of this page. */
export { RealtimeClient, type CallOptions, type ClientSettings } from './client';
export { type ConnectionSettings, type ConnectionState, type Socket } from './connection';
export { newOp } from './op';
export { Refusal, type WireError } from './refusal';
export { type RoomReader, type Start } from './subscriptions';
export { sessionEnded, type Gap, type Place, type RoomEvent } from './wire';
