/** How far an import is: a bar that redraws itself on a terminal, a line every tenth where output is kept in a file. */

export type Progress = { at(share: number): void; end(): void }

type Out = { isTTY?: boolean; columns?: number; write(text: string): unknown }

export function startProgress(out: Out, startedAt = Date.now()): Progress {
  let last = -1
  const step = out.isTTY ? 100 : 10
  return {
    at(share) {
      const now = Math.floor(share * step)
      if (now <= last) return
      last = now
      const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
      out.write(
        out.isTTY
          ? `\r${bar(share, (out.columns ?? 80) - 24)} ${percent}${left(share, startedAt)}\u001b[K`
          : `${percent}\n`,
      )
    },
    end() {
      if (out.isTTY && last >= 0) out.write('\r\u001b[K')
    },
  }
}

function bar(share: number, width: number): string {
  const room = Math.max(10, Math.min(width, 60))
  const full = Math.round(share * room)
  return `[${'#'.repeat(full)}${'.'.repeat(room - full)}]`
}

function left(share: number, startedAt: number): string {
  const passed = (Date.now() - startedAt) / 1000
  if (share < 0.03 || passed < 3) return ''
  const seconds = Math.round((passed * (1 - share)) / share)
  return seconds < 100 ? `  ${seconds} s left` : `  ${Math.round(seconds / 60)} min left`
}
