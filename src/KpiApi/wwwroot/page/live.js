// New data is shown within two seconds, quietly. A tab that nobody sees rests.

import { call } from './api.js';

/** Calls `changed` for each newer version, and `tell` with what to say of the connection. */
export function follow(changed, tell) {
  let [stop, pause, seen] = [null, 1000, null];

  async function listen() {
    const control = new AbortController();
    stop = () => control.abort();
    try {
      const response = await call('v1/stream', { signal: control.signal });
      const [reader, decoder] = [response.body.getReader(), new TextDecoder()];
      let text = '';
      tell('live');
      pause = 1000;
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        text += decoder.decode(piece.value, { stream: true });
        const events = text.split('\n\n');
        text = events.pop();
        for (const event of events) {
          const data = event.split('\n').find(line => line.startsWith('data:'));
          const version = data && JSON.parse(data.slice(5)).version;
          if (seen !== null && version !== seen) changed();
          seen = version;
        }
      }
    } catch (failure) {
      if (control.signal.aborted) return;
    }

    if (document.hidden) return;
    tell('lost');
    await new Promise(resolve => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, 30000);
    listen();
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stop?.();
      tell('resting');
    } else listen();
  });
  if (!document.hidden) listen();
}
