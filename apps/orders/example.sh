curl -i $URL/api/orders -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)" -d '{"lines":[{"sku":"compass","quantity":1}]}'
curl -i $URL/api/orders?limit=3
