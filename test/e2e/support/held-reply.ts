/** A stubbed reply that is sent when the test releases it. */
export function heldReply() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release };
}
