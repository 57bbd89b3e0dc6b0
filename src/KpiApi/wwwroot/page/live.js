// New data is shown within two seconds, quietly. A tab that nobody sees rests.

import { call } from './api.js';

/** The service says something every 15 seconds: a connection that is silent for longer is broken, whatever the network thinks. */
const silence = 40000;

/** Calls `changed` for each newer version and each alert, and `tell` with what to say of the connection. */
export function follow(changed, tell) {
  let [stop, pause, seen] = [null, 1000, null];

  async function listen() {
    const control = new AbortController();
    let watch = null;
    const heard = () => { clearTimeout(watch); watch = setTimeout(() => control.abort(new Error('silence')), silence); };
    stop = () => control.abort();
    let rests = false;
    try {
      const response = await call('v1/stream', { signal: control.signal });
      const [reader, decoder] = [response.body.getReader(), new TextDecoder()];
      let text = '';
      tell('live');
      pause = 1000;
      heard();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        heard();
        text += decoder.decode(piece.value, { stream: true });
        const events = text.split('\n\n');
        text = events.pop();
        for (const event of events.map(parse)) {
          if (event.name === 'version' && event.data.version !== seen) {
            // After a break the first event tells whether anything was missed.
            if (seen !== null) changed();
            seen = event.data.version;
          } else if (event.name === 'alert') {
            changed();
          }
        }
      }
    } catch {
      rests = control.signal.aborted && control.signal.reason?.message !== 'silence';
    } finally {
      clearTimeout(watch);
    }

    if (rests || document.hidden) return;
    tell('lost');
    await new Promise(resolve => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, 15000);
    if (!document.hidden) listen();
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stop?.();
      tell('resting');
    } else {
      listen();
    }
  });
  if (!document.hidden) listen();
}

function parse(event) {
  const lines = event.split('\n');
  const field = name => lines.find(line => line.startsWith(`${name}:`))?.slice(name.length + 1).trim();
  return { name: field('event'), data: JSON.parse(field('data') ?? '{}') };
}
