import type { Service } from '@slipway/services'
import { Refusal } from '../services/new-service.ts'
import { SHOP } from './shop.ts'

/**
 * The services that are not those of the shop.
 * @throws Refusal where the shop is no longer complete, or another service needs it
 */
export function withoutShop(services: Service[]): Service[] {
  const missing = SHOP.find((name) => !services.some((one) => one.name === name))
  if (missing)
    throw new Refusal(`There is no apps/${missing}: this command is for a copy that has the whole shop.`)
  const others = services.filter(({ name }) => !SHOP.includes(name))
  const isShops = (name: string) => SHOP.includes(name)
  const caller = others.find(({ calls, published }) => !published && calls.some(isShops))
  if (caller)
    throw new Refusal(
      `${caller.name} calls ${caller.calls.find(isShops)}. Remove it first, or change it to do without.`,
    )
  return others
}
