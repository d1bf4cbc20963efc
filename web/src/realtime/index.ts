/** The client library: framework-free, knows docs/wire.md and nothing of this page. */
export { RealtimeClient, type CallOptions } from './client';
export { sessionEnded, type ConnectionSettings, type ConnectionState, type Socket } from './connection';
export { newOp } from './op';
export { Refusal, type WireError } from './refusal';
export { type RoomReader, type Start } from './subscriptions';
export { type RoomEvent } from './wire';
