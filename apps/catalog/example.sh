curl -i $URL/api/products?limit=3
