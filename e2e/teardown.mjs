export default async function teardown() {
  await globalThis.runledgerPlatform?.stop();
}
