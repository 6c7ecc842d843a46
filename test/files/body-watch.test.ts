import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchBody } from '../../src/files/body-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function upload() {
  const request = new IncomingMessage(new Socket())
  const response = new ServerResponse(request)
  const watch = watchBody(request, response)
  const failure = watch.failed.catch((error) => error.key)
  const outcome = async () => Promise.race([failure, Promise.resolve('goes on')])
  return { request, response, watch, outcome, failure }
}

test('an upload that stops coming is given up after half a minute', async () => {
  const { watch, failure } = upload()
  await vi.advanceTimersByTimeAsync(31_000)
  expect(await failure).toBe('files.stalled')
  watch.stop()
})

test('an upload on a bad line, 8 KB in half a minute, goes on', async () => {
  const { request, watch, outcome } = upload()
  for (let window = 0; window < 10; window++) {
    request.emit('data', Buffer.alloc(8_000))
    await vi.advanceTimersByTimeAsync(30_000)
  }
  expect(await outcome()).toBe('goes on')
  watch.stop()
})

test('all uploads together take at most 256 MB of memory, free again when they are answered', () => {
  const [first, second] = [upload(), upload()]
  first.watch.hold(200 * 1024 * 1024)
  expect(() => second.watch.hold(57 * 1024 * 1024)).toThrow(expect.objectContaining({ key: 'files.busy', status: 503 }))
  second.watch.hold(50 * 1024 * 1024)
  first.response.emit('close')
  second.watch.hold(200 * 1024 * 1024)
  second.response.emit('close')
  const third = upload()
  third.watch.hold(256 * 1024 * 1024)
  third.response.emit('close')
  for (const { watch } of [first, second, third]) watch.stop()
})
