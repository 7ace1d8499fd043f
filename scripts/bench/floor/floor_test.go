package floor

import "testing"

func TestTheRateIsWhatRedisBenchmarkSaid(t *testing.T) {
	said := "\"test\",\"rps\",\"avg_latency_ms\"\n\"eval redis.call('hset',KEYS[1]) 1 floor:__rand_int__\",\"84530.85\",\"0.35\"\n"
	if rate, err := rateIn(said); err != nil || rate != 84530.85 {
		t.Errorf("got %v, %v", rate, err)
	}
	for _, wrong := range []string{"", "\"test\",\"rps\"\n", "\"test\",\"rps\"\n\"eval\",\"fast\"\n", "\"a\n"} {
		if rate, err := rateIn(wrong); err == nil {
			t.Errorf("%q was taken, for %v", wrong, rate)
		}
	}
}
