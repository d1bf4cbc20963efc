// Plays a row of the table against a server, and returns complaints about its reply.
import { Connection } from './connection.mjs';
import { close, isClose, pieces, text } from './frame.mjs';
import { asText, echoes, isAnswered, judge } from './judge.mjs';
import { judgeAnswer, opens, request } from './opening.mjs';

const shown = 48;
const hex = (octets) => octets.toString('hex', 0, shown) + (octets.length > shown ? `… (${octets.length} octets)` : '');

/** A row's `sent` as steps; consecutive frames are sent in one write. */
function stepsOf(sent) {
  const steps = [];
  for (const step of sent.flat(Infinity)) {
    if (!Buffer.isBuffer(step)) steps.push(step);
    else if (steps.at(-1)?.frames) steps.at(-1).frames.push(step);
    else steps.push({ frames: [step] });
  }
  return steps;
}

async function take({ frames, chop, messages, pongs, hangUp }, connection) {
  const { reply } = connection;
  if (frames) await connection.writeApart(chop ? pieces(Buffer.concat(frames), chop) : [Buffer.concat(frames)]);
  if (messages) await connection.until(() => reply.messages.length >= messages);
  if (pongs) await connection.until(() => reply.pongs.length >= pongs);
  if (hangUp) connection.hangUp();
}

/** RFC 6455 §5.5.1: an endpoint answers a Close with a Close, unless it has sent one before. */
async function answerClose(connection) {
  await connection.until(() => connection.reply.close);
  const { code } = connection.reply.close ?? {};
  if (code !== undefined) await connection.write(code === 1005 ? close() : close(code));
}

/** Plays `sent` on an open WebSocket. @returns {Promise<string[]>} complaints */
async function converse(connection, { sent, back }) {
  const steps = stepsOf(sent);
  const frames = steps.flatMap((step) => step.frames ?? []);
  for (const step of steps) await take(step, connection);
  if (!back.codes) {
    await connection.until(() => isAnswered(back, connection.reply) || connection.reply.close);
    await connection.write(close(1000));
  } else if (!frames.some(isClose) && !steps.some(({ hangUp }) => hangUp)) {
    await answerClose(connection);
  }
  await connection.until(() => false);
  const wrong = judge(back, connection.reply);
  return wrong.length === 0 ? wrong : [...wrong, `sent: ${hex(Buffer.concat(frames))}`, `came: ${hex(connection.reply.head)}`];
}

/** Opens a connection with `opening`, and passes it to `talk` if the server has accepted it as it should. */
async function onConnection(target, opening, answered, talk) {
  const connection = new Connection(target);
  try {
    const head = request(target, opening);
    await connection.writeApart(pieces(head, opening.chops ?? head.length));
    await connection.until(() => connection.answer);
    if (!connection.answer) return ['no answer to the opening handshake came', `sent: ${head}`];
    const wrong = judgeAnswer(answered, connection.answer);
    if (wrong.length > 0) return [...wrong, `sent: ${head}`, `came: ${connection.answer.head}`];
    return connection.answer.status === 101 ? await talk(connection) : wrong;
  } finally {
    connection.destroy();
  }
}

/** Plays a row whose `sent` is a list of frames and steps. @returns {Promise<string[]>} complaints */
export const play = (target, row) => onConnection(target, {}, opens(), (connection) => converse(connection, row));

/** Plays a row whose `sent` is an opening handshake; a WebSocket that opens must echo a message. */
export const playOpening = (target, { sent, back }) =>
  onConnection(target, sent, back, (connection) => converse(connection, { sent: [text('open')], back: echoes(asText('open')) }));
