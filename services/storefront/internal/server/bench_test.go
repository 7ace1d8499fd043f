package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"footfall/services/storefront/internal/cart"
	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

// What a view costs, as a flood has it, with the whole catalogue, half of it
// released: whose shopper has not been here before, and has three items.
func BenchmarkAViewOfTheList(b *testing.B) {
	redis := redistest.Embed(b)
	store := shop.NewStore(redis.Open(b))
	must(store.Seed(b.Context(), must(catalogue.Read(web.Catalogue())), 1))
	must(store.Release(b.Context(), []int{1, 2, 3, 4}))
	s := serve(b, redis, options{})
	s.await(b, "size-container")
	id := s.ids.New()
	for _, item := range []int{1, 2, 14} {
		must(s.carts.Add(b.Context(), id, cart.Cart{}, item))
	}
	for name, header := range map[string]http.Header{"new": {}, "known": as(id)} {
		b.Run(name, func(b *testing.B) {
			request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			request.Header = header
			b.ReportAllocs()
			for b.Loop() {
				answer := httptest.NewRecorder()
				s.handler.ServeHTTP(answer, request)
				if answer.Code != http.StatusOK {
					b.Fatal(answer.Code)
				}
				b.SetBytes(int64(answer.Body.Len()))
			}
		})
	}
}
