// Plays one row of the table against a server, and says what was wrong with what came back.
import { Connection } from './connection.mjs';
import { close, isClose, pieces, text } from './frame.mjs';
import { asText, echoes, isAnswered, judge } from './judge.mjs';
import { judgeAnswer, opens, request } from './opening.mjs';

const shown = 48;
const hex = (octets) => octets.toString('hex', 0, shown) + (octets.length > shown ? `… (${octets.length} octets)` : '');

/** A row's `sent` as steps; frames that follow each other leave in one write. */
function stepsOf(sent) {
  const steps = [];
  for (const step of sent.flat(Infinity)) {
    if (!Buffer.isBuffer(step)) steps.push(step);
    else if (steps.at(-1)?.frames) steps.at(-1).frames.push(step);
    else steps.push({ frames: [step] });
  }
  return steps;
}

async function take({ frames, chop, messages, pongs, hangUp }, line) {
  const { reply } = line;
  if (frames) await line.writeApart(chop ? pieces(Buffer.concat(frames), chop) : [Buffer.concat(frames)]);
  if (messages) await line.until(() => reply.messages.length >= messages);
  if (pongs) await line.until(() => reply.pongs.length >= pongs);
  if (hangUp) line.hangUp();
}

/** RFC 6455 §5.5.1: who gets a Close answers with one, unless it has sent one before. */
async function answerClose(line) {
  await line.until(() => line.reply.close);
  const { code } = line.reply.close ?? {};
  if (code !== undefined) await line.write(code === 1005 ? close() : close(code));
}

/** Plays `sent` on an open WebSocket. @returns {Promise<string[]>} what was wrong */
async function converse(line, { sent, back }) {
  const steps = stepsOf(sent);
  const frames = steps.flatMap((step) => step.frames ?? []);
  for (const step of steps) await take(step, line);
  if (!back.codes) {
    await line.until(() => isAnswered(back, line.reply) || line.reply.close);
    await line.write(close(1000));
  } else if (!frames.some(isClose) && !steps.some(({ hangUp }) => hangUp)) {
    await answerClose(line);
  }
  await line.until(() => false);
  const wrong = judge(back, line.reply);
  return wrong.length === 0 ? wrong : [...wrong, `sent: ${hex(Buffer.concat(frames))}`, `came: ${hex(line.reply.heard)}`];
}

/** Opens a line with `opening` and gives it to `talk` if the server has accepted it as it should. */
async function onLine(target, opening, answered, talk) {
  const line = new Connection(target);
  try {
    const head = request(target, opening);
    await line.writeApart(pieces(head, opening.chops ?? head.length));
    await line.until(() => line.answer);
    if (!line.answer) return ['no answer to the opening handshake came', `sent: ${head}`];
    const wrong = judgeAnswer(answered, line.answer);
    if (wrong.length > 0) return [...wrong, `sent: ${head}`, `came: ${line.answer.head}`];
    return line.answer.status === 101 ? await talk(line) : wrong;
  } finally {
    line.destroy();
  }
}

/** A row whose `sent` is a list of frames and steps. @returns {Promise<string[]>} what was wrong; empty when nothing was */
export const play = (target, row) => onLine(target, {}, opens(), (line) => converse(line, row));

/** A row whose `sent` is an opening handshake; a WebSocket that opens must be good for a message. */
export const playOpening = (target, { sent, back }) =>
  onLine(target, sent, back, (line) => converse(line, { sent: [text('open')], back: echoes(asText('open')) }));
