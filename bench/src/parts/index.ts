import { gatewayChart, gatewayTable } from '../output/gateway.ts'
import * as output from '../output/others.ts'
import { measureGateway } from './gateway.ts'
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
  protections: part(measureProtections, output.protectionsTable, output.protectionsChart),
  start: part(measureStart, output.startTable, output.startChart),
  orders: part(measureOrders, output.ordersTable, output.ordersChart),
}
export type PartName = keyof typeof PARTS
