import { gatewayChart, gatewayTable } from '../output/gateway.ts'
import { optionsChart, optionsTable } from '../output/options.ts'
import { ordersChart, ordersTable } from '../output/orders.ts'
import { protectionsChart, protectionsTable } from '../output/protections.ts'
import { startChart, startTable } from '../output/start.ts'
import { measureGateway } from './gateway.ts'
import { measureOptions } from './options.ts'
import { measureOrders } from './orders.ts'
import { measureProtections } from './protections.ts'
import { measureStart } from './start.ts'

/** One part of the bench: what it measures, and how its report is shown. */
interface Part<Report> {
  measure(quick: boolean): Promise<Report>
  table(report: Report): string
  chart(report: Report): string
}
const part = <Report>(
  measure: Part<Report>['measure'],
  table: Part<Report>['table'],
  chart: Part<Report>['chart'],
) => ({ measure, table, chart }) as Part<unknown>

export const PARTS = {
  gateway: part(measureGateway, gatewayTable, gatewayChart),
  protections: part(measureProtections, protectionsTable, protectionsChart),
  options: part(measureOptions, optionsTable, optionsChart),
  start: part(measureStart, startTable, startChart),
  orders: part(measureOrders, ordersTable, ordersChart),
}
export type PartName = keyof typeof PARTS
