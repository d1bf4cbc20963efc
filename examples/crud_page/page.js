// Shows the tasks of the server and what becomes of them, on however many pages.
const list = document.querySelector('#tasks');
const state = document.querySelector('#state');

/** Tasks by id, as far as they are known. */
const tasks = new Map();
/** Who waits for an answer, by request id. */
const waiting = new Map();
let socket;
let lastId = 0;

function ask(action, fields = {}) {
  const id = ++lastId;
  socket.send(JSON.stringify({ action, request_id: id, ...fields }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function apply({ action, pk, data }) {
  if (action === 'delete') tasks.delete(pk);
  else tasks.set(pk, { ...tasks.get(pk), ...data });
}

function connect() {
  socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}/tasks`);
  // What is told before the list has come is put on top of it.
  let early = [];
  socket.onopen = async () => {
    await ask('subscribe');
    const all = await ask('list');
    tasks.clear();
    for (const task of all) tasks.set(task.id, task);
    early.forEach(apply);
    early = null;
    state.textContent = 'connected';
    show();
  };
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if ('response_status' in frame) {
      const { resolve, reject } = waiting.get(frame.request_id);
      waiting.delete(frame.request_id);
      if (frame.errors.length) reject(new Error(frame.errors[0].message));
      else resolve(frame.data);
    } else if (early) {
      early.push(frame);
    } else {
      apply(frame);
      show();
    }
  };
  socket.onclose = () => {
    state.textContent = 'connecting';
    for (const { reject } of waiting.values()) reject(new Error('the connection was lost'));
    waiting.clear();
    setTimeout(connect, 250);
  };
}

/** Does what a person wants, and says if it cannot be done. */
async function want(action, fields) {
  try {
    await ask(action, fields);
  } catch (error) {
    state.textContent = error.message;
  }
}

function row({ id, text, done }) {
  const item = document.createElement('li');
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: done });
  box.onchange = () => want('patch', { pk: id, data: { done: box.checked } });
  const name = Object.assign(document.createElement('input'), { value: text });
  name.setAttribute('aria-label', 'text');
  name.onchange = () => want('patch', { pk: id, data: { text: name.value } });
  const remove = Object.assign(document.createElement('button'), { textContent: 'Delete' });
  remove.onclick = () => want('delete', { pk: id });
  item.append(box, name, remove);
  return item;
}

function show() {
  list.replaceChildren(...[...tasks.values()].sort((a, b) => a.id - b.id).map(row));
}

document.querySelector('#add').onsubmit = async (event) => {
  event.preventDefault();
  const text = document.querySelector('#text');
  await want('create', { data: { text: text.value, done: false } });
  text.value = '';
};

connect();
