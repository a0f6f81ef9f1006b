import { startChart } from './chart.ts'
import { showColumns } from './columns.ts'
import { showControls, startControls } from './controls.ts'
import { startLanguage } from './i18n.ts'
import { showIdentity, startIdentity } from './identity.ts'
import { lessonsExist, readLessons, showLessons } from './lessons.ts'
import { connect, showConnection } from './live.ts'
import { startLoad } from './load.ts'
import { startOrder } from './order.ts'
import { readOrders, showOrders } from './orders.ts'
import { showOutcomes } from './outcomes.ts'
import { readProducts, showProducts } from './products.ts'
import { showSignals } from './signals.ts'
import { showTopology } from './topology.ts'

const READ_EVERY = 2_000 // ms
const SHOW_EVERY = 250 // ms: figures that change faster cannot be read

const parts = [
  showControls,
  showColumns,
  showOutcomes,
  showConnection,
  showTopology,
  showSignals,
  showProducts,
  showOrders,
  showLessons,
]
const show = () => {
  for (const part of parts) part()
}

/** Stock, orders and faults, as they change. */
async function read(): Promise<void> {
  await Promise.all([readProducts(), readOrders(), ...(lessonsExist() ? [readLessons()] : [])])
  show()
}

startLanguage(() => {
  showIdentity()
  show()
})
startControls(show)
startChart()
startOrder(read)
connect(() => {
  showConnection()
  showTopology()
  showSignals()
})
await startIdentity(() => void Promise.all([readLessons(), read()]).then(show))
await Promise.all([readLessons(), read()])
startLoad()
setInterval(show, SHOW_EVERY)
setInterval(() => document.hidden || void read(), READ_EVERY)
