package knowledge

import "slices"

// An act is who does what in a sentence or question: "Japan reiterated", "the two leaders
// oppose". Both are concepts; the action is anyAction where only the actor is known.
type act struct{ actor, action int }

const anyAction = -1

// actReach is the greatest number of words between an actor and its verb: "the United
// States and Japan also intend".
const actReach = 3

// acts finds who does what by the order of words: an action belongs to the nearest actor
// in front of it, and one behind "its" or "their" to the actor before. Sentences of
// statements are regular enough for that: "Japan reiterated its unwavering commitment".
func (g *Glossary) acts(tokens []token) []act {
	ls := g.in("en")
	var acts []act
	actor, last := -1, -1 // the nearest actor, and the word behind it
	for i := 0; i < len(tokens); i++ {
		m, ok := g.longestAt(ls, tokens, i)
		if ok && g.concepts[m.concept].acting() {
			// "the United States and Japan": the first of a pair stands for both.
			if last < 0 || i-last > 1 || tokens[i-1].norm != "and" {
				actor = m.concept
			}
			last = m.last
			i = m.last - 1
			continue
		}
		if actor < 0 {
			continue
		}
		if tokens[i].norm == "its" || tokens[i].norm == "their" || tokens[i].norm == "itself" {
			last = i + 1
			continue
		}
		if action, ok := g.actionAt(ls, tokens, i); ok && i-last <= actReach {
			acts = append(acts, act{actor, action.concept})
			last = max(last, i+1)
		}
	}
	return acts
}

// actionAt returns the action with the longest label that begins at tokens[i].
func (g *Glossary) actionAt(ls *labels, tokens []token, i int) (action mention, ok bool) {
	g.labelsAt(ls, tokens, i, func(m mention) {
		if g.concepts[m.concept].Kind == Action {
			action, ok = m, true
		}
	})
	return action, ok
}

// acting reports whether a concept can be the subject of an act: a country, a person, or
// those who speak in a joint statement.
func (c *Concept) acting() bool {
	return c.Kind == PlaceName || c.Kind == Person || c.ID == theLeaders || c.ID == "ministers"
}

// asksAct returns whose act a question asks for: the actor behind an auxiliary verb ("what
// did Japan commit to", "does Washington back that").
func (g *Glossary) asksAct(tokens []token) (asked act, ok bool) {
	ls := g.in("en")
	tokens = slices.Clone(tokens)
	for i := range tokens {
		if tokens[i].norm == "us" && !isPronounUs(tokens, i) {
			tokens[i].upper = true
		}
	}
	for i := 1; i < len(tokens); i++ {
		if !auxiliaries[tokens[i-1].norm] && (tokens[i-1].norm != "the" || i < 2 || !auxiliaries[tokens[i-2].norm]) {
			continue
		}
		m, found := g.longestAt(ls, tokens, i)
		if !found || g.concepts[m.concept].Kind != PlaceName {
			continue
		}
		asked = act{m.concept, anyAction}
		for j := m.last; j < len(tokens) && j <= m.last+actReach && asked.action == anyAction; j++ {
			if action, ok := g.actionAt(ls, tokens, j); ok {
				asked.action = action.concept
			}
		}
		return asked, true
	}
	return g.asksActs(ls, tokens)
}

// asksActs finds the act in a question that names it by a noun: "all promises of the United
// States", "every commitment Japan makes", and nothing but "Japan's commitments".
func (g *Glossary) asksActs(ls *labels, tokens []token) (asked act, ok bool) {
	country := func(i int) (mention, bool) {
		if i < len(tokens) && tokens[i].norm == "the" {
			i++
		}
		if i >= len(tokens) {
			return mention{}, false
		}
		m, found := g.longestAt(ls, tokens, i)
		return m, found && g.concepts[m.concept].Kind == PlaceName
	}
	for i := range tokens {
		action, found := g.actionAt(ls, tokens, i)
		if !found {
			continue
		}
		behind := action.last
		if behind < len(tokens) && tokens[behind].norm == "made" {
			behind++
		}
		if behind < len(tokens) && ofActor[tokens[behind].norm] {
			if m, found := country(behind + 1); found {
				return act{m.concept, action.concept}, true
			}
		}
		if m, found := country(action.last); found && m.last < len(tokens) && makes[tokens[m.last].norm] {
			return act{m.concept, action.concept}, true
		}
		const few = 4 // words: in more of them the action may be a verb
		for before := max(0, i-actReach); before < i && action.last == len(tokens) && len(tokens) <= few; before++ {
			if m, found := country(before); found && m.last == i {
				return act{m.concept, action.concept}, true
			}
		}
	}
	return act{}, false
}

var (
	ofActor = wordSet("of by from")
	makes   = wordSet("make makes made give gives gave take takes took")
)

var auxiliaries = wordSet("did does do will has have is are was would should can could")

// performs says how well a sentence's acts answer a question for one: 1 with the same
// action, less with another of the same actor.
func (s *sentence) performs(asked act) float64 {
	const otherAction = 0.4
	switch {
	case slices.Contains(s.acts, asked):
		return 1
	case slices.ContainsFunc(s.acts, func(a act) bool { return a.actor == asked.actor }):
		return otherAction
	}
	return 0
}
