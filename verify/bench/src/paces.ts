/** How long each part is measured. All of it takes about nine minutes. */
export const FULL = {
  gateway: { connections: 32, warmUp: 4, rounds: 5, seconds: 2, rate: 3_000 },
  protections: { connections: 32, warmUp: 3, rounds: 5, seconds: 2 },
  options: { connections: 32, warmUp: 4, rounds: 7, seconds: 2 },
  start: { rounds: 5, idleSeconds: 3 },
  orders: {
    rate: 50,
    seconds: 10,
    stepSeconds: 2,
    rates: [50, 100, 150, 200, 300, 400, 600, 800, 1_000, 1_200],
  },
}

/** Long enough to see that everything is measured, too short for a figure that means anything. */
export const QUICK: typeof FULL = {
  gateway: { connections: 32, warmUp: 0, rounds: 2, seconds: 1, rate: 100 },
  protections: { connections: 32, warmUp: 0, rounds: 2, seconds: 1 },
  options: { connections: 32, warmUp: 0, rounds: 2, seconds: 1 },
  start: { rounds: 1, idleSeconds: 0 },
  orders: { rate: 50, seconds: 2, stepSeconds: 1, rates: [50] },
}
