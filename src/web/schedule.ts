/** Work that comes round by the clock: sweeping, forgetting, copying. One process's failure of it is another hour's work. */

export type Job = {
  name: string
  everySeconds: number
  run(): Promise<unknown>
}

type Log = { error(fields: object, message: string): void }

/** First runs come soon after the start, one after another, so that a site restarted daily still does its daily work. */
const FIRST_RUN_MS = 60_000

/** Never two runs of one job at once. `stop` lets the one that runs finish. */
export function startJobs(jobs: readonly Job[], log: Log): { stop(): Promise<void> } {
  let stopped = false
  const timers = new Map<Job, NodeJS.Timeout>()
  let last: Promise<void> = Promise.resolve()

  function plan(job: Job, ms: number): void {
    if (stopped) return
    const timer = setTimeout(() => {
      last = last.then(() => runOnce(job))
    }, ms)
    timer.unref()
    timers.set(job, timer)
  }

  async function runOnce(job: Job): Promise<void> {
    if (stopped) return
    try {
      await job.run()
    } catch (error) {
      log.error({ err: error, job: job.name }, 'a job failed; it is tried again in its time')
    }
    plan(job, job.everySeconds * 1000)
  }

  for (const job of jobs) plan(job, Math.min(FIRST_RUN_MS, job.everySeconds * 1000))
  return {
    async stop() {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await last
    },
  }
}
