package cart

import (
	"slices"
	"testing"
	"time"

	"footfall/shared/token"
)

const week = 7 * 24 * time.Hour

func TestATokenGivesBackTheCart_seed09_12(t *testing.T) {
	tokens := NewTokens(keys(t))
	most := make([]int, MaxItems)
	for i := range most {
		most[i] = 1<<31 - 1 - i
	}
	for _, want := range []Cart{{}, {Version: 6}, {Items: []int{2, 1}, Version: 2}, {Items: most, Version: 1 << 40}} {
		got := tokens.Open("a cart", tokens.Sign("a cart", want, noon), noon)
		has(t, "opening", got, nil, want.Version, want.Items...)
	}
}

func TestATokenThatIsNotForThisCartRestoresNothing_seed10_11_13(t *testing.T) {
	tokens := NewTokens(keys(t))
	c := Cart{Items: []int{2, 1}, Version: 2}
	good := tokens.Sign("a cart", c, noon)
	flipped := []byte(good)
	flipped[20] ^= 1
	other, err := token.ParseKeys("another secret of these tests which is long enough")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, text string
		age        time.Duration
		want       Cart
	}{
		{"good", good, 0, c},
		{"seven days old", good, week, c},
		{"a second too old", good, week + time.Second, Cart{}},
		{"from the future", good, -time.Minute, Cart{}},
		{"of another cart", tokens.Sign("another cart", c, noon), 0, Cart{}},
		{"of another shop", NewTokens(other).Sign("a cart", c, noon), 0, Cart{}},
		{"of another use", token.NewSigner(keys(t), "admin socket").Sign([]byte(`{"items":[1],"version":1}`), noon), 0, Cart{}},
		{"with a flipped bit", string(flipped), 0, Cart{}},
		{"cut", good[:len(good)-1], 0, Cart{}},
		{"signed but no JSON", token.NewSigner(keys(t), "cart").Sign([]byte("x"), noon), 0, Cart{}},
		{"none", "", 0, Cart{}},
		{"nope", "nope", 0, Cart{}},
	}
	for _, tt := range tests {
		got := tokens.Open("a cart", tt.text, noon.Add(tt.age))
		if got.Version != tt.want.Version || !slices.Equal(got.Items, tt.want.Items) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func FuzzOpenRestoresOnlyWhatWasSigned(f *testing.F) {
	tokens := NewTokens(keys(f))
	good := tokens.Sign("a cart", Cart{Items: []int{2, 1}, Version: 2}, noon)
	for _, text := range []string{good, good + "A", good[1:], tokens.Sign("another cart", Cart{Items: []int{3}, Version: 1}, noon), "", "f1.."} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := tokens.Open("a cart", text, noon); got.Version != 0 && text != good {
			t.Errorf("%q restores %v", text, got)
		}
	})
}
