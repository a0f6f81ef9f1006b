import { limitedSkipped } from '../limited-system.ts'
import { growthCharts, growthClaims, growthText } from '../output/growth.ts'
import { hopCharts, hopClaims, hopText } from '../output/hop.ts'
import { loadCharts, loadClaims, loadText } from '../output/load.ts'
import { metastableCharts, metastableClaims, metastableText } from '../output/metastable.ts'
import { optimisationsCharts, optimisationsClaims, optimisationsText } from '../output/optimisations.ts'
import { platformsClaims, platformsText } from '../output/platforms.ts'
import { scaleCharts, scaleClaims, scaleText } from '../output/scale.ts'
import type { Part } from '../part.ts'
import { measureGrowth } from './growth.ts'
import { measureHop } from './hop.ts'
import { measureLoad } from './load.ts'
import { measureMetastable } from './metastable.ts'
import { measureOptimisations } from './optimisations.ts'
import { measurePlatforms } from './platforms.ts'
import { measureScale, scaleSkipped } from './scale.ts'

const part = <Report>(
  measure: Part<Report>['measure'],
  claims: Part<Report>['claims'],
  text: Part<Report>['text'],
  charts: Part<Report>['charts'] = () => ({}),
  skipped = async () => '',
) => ({ measure, claims, text, charts, skipped }) as Part<unknown>

export const PARTS = {
  load: part(measureLoad, loadClaims, loadText, loadCharts),
  scale: part(measureScale, scaleClaims, scaleText, scaleCharts, scaleSkipped),
  metastable: part(measureMetastable, metastableClaims, metastableText, metastableCharts, limitedSkipped),
  platforms: part(measurePlatforms, platformsClaims, platformsText),
  hop: part(measureHop, hopClaims, hopText, hopCharts),
  growth: part(measureGrowth, growthClaims, growthText, growthCharts),
  optimisations: part(measureOptimisations, optimisationsClaims, optimisationsText, optimisationsCharts),
}
export type PartName = keyof typeof PARTS
