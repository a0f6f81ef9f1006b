import { expect, test } from 'vitest'
import { rename, renameCallee, singularOf } from '../../src/services/spellings.ts'

const gifts = { name: 'gift-shop', plural: 'gift-cards', singular: 'gift-card' }

test.each([
  ["'/api/spare-parts/:id'", "'/api/gift-cards/:id'"],
  ['sparePartRoutes of SampleApp', 'giftCardRoutes of GiftShop'],
  ['SELECT id FROM spare_parts', 'SELECT id FROM gift_cards'],
  ['No spare part, {sample-app}:spare-parts', 'No gift card, {gift-shop}:gift-cards'],
  ['store.spareParts, startSampleApp', 'store.giftCards, startGiftShop'],
])('%s becomes %s', (sample, own) => {
  expect(rename(sample, gifts)).toBe(own)
})

test('the called service has its names in all spellings too', () => {
  expect(
    renameCallee('CALLEE_SERVICE_URL calleeService CalleeServiceClient callee-service', 'gift-cards'),
  ).toBe('GIFT_CARDS_URL giftCards GiftCardsClient gift-cards')
})

test.each([
  ['payments', 'payment'],
  ['entries', 'entry'],
  ['addresses', 'address'],
  ['boxes', 'box'],
  ['branches', 'branch'],
  ['purchases', 'purchase'],
  ['gift-cards', 'gift-card'],
])('one of %s is a %s', (plural, singular) => {
  expect(singularOf(plural)).toBe(singular)
})
