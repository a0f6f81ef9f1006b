import { BlockList, isIP } from 'node:net'
import { Type } from 'typebox'
import { StartupError } from './startup-error.ts'

/** For a service that clients reach through proxies; the value is an option of `createService`. */
export const TrustedProxiesSetting = {
  TRUSTED_PROXIES: Type.Optional(
    Type.String({
      description:
        'addresses and CIDR blocks of proxies in front, separated by commas; only their X-Forwarded-* headers count',
    }),
  ),
}

/**
 * Returns whether an address is in the list.
 * @throws StartupError that names the setting and the first entry that is neither an IP address nor a CIDR block.
 */
export function trustedProxies(list = ''): ((address: string) => boolean) | undefined {
  const entries = list.split(',').flatMap((entry) => entry.trim() || [])
  if (entries.length === 0) return undefined
  const blocks = new BlockList()
  for (const entry of entries) addBlock(blocks, entry)
  // A forwarded address may be any text, such as "unknown".
  return (address) => isIP(address) !== 0 && blocks.check(address, familyOf(address))
}

function addBlock(blocks: BlockList, entry: string): void {
  const [, address = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  const bits = isIP(address) === 4 ? 32 : 128
  const prefix = Number(length ?? bits)
  if (!isIP(address) || prefix > bits) {
    throw new StartupError(
      `TRUSTED_PROXIES: "${entry}" is neither an IP address nor a CIDR block. Correct it.`,
    )
  }
  blocks.addSubnet(address, prefix, familyOf(address))
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
