package bot

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// A pattern is a regular expression of many alternatives, of which only those are tried that the
// text can match at all: it must hold a piece of text that every match of the alternative holds.
// A package of regular expressions that tries all of a hundred at each byte takes some ten
// thousandths of a second to find that none is there. What it finds is what regexp finds. It is
// safe for concurrent use, and compiled piece by piece when it is first needed.
type pattern struct {
	whole        func() *regexp.Regexp
	alternatives []alternative
}

type alternative struct {
	prefix   string   // of the text, if there is a match
	pieces   []string // of which every match holds one; none if nothing is known of it
	compiled func() *regexp.Regexp
}

// mustPattern reads a regular expression in the syntax of package regexp; it panics if it is none.
func mustPattern(expr string) *pattern {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic(err)
	}
	p := &pattern{whole: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
	for _, node := range split(parsed) {
		expr := node.String()
		p.alternatives = append(p.alternatives, alternative{
			prefix:   prefix(node),
			pieces:   pieces(node),
			compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }),
		})
	}
	return p
}

// split returns the alternatives of an expression, in the order in which they are preferred.
func split(node *syntax.Regexp) []*syntax.Regexp {
	switch node.Op {
	case syntax.OpAlternate:
		var all []*syntax.Regexp
		for _, sub := range node.Sub {
			all = append(all, split(sub)...)
		}
		return all
	case syntax.OpConcat:
		// What stands before them can match in one way only, so that it changes no preference.
		i := slices.IndexFunc(node.Sub, func(sub *syntax.Regexp) bool { return !isFixed(sub.Op) })
		if i < 0 || node.Sub[i].Op != syntax.OpAlternate {
			break
		}
		var all []*syntax.Regexp
		for _, sub := range split(node.Sub[i]) {
			concat := *node
			concat.Sub = slices.Concat(node.Sub[:i], []*syntax.Regexp{sub}, node.Sub[i+1:])
			all = append(all, &concat)
		}
		return all
	}
	return []*syntax.Regexp{node}
}

func isFixed(op syntax.Op) bool {
	switch op {
	case syntax.OpLiteral, syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	return false
}

// prefix returns with what a text begins that an expression matches, "" if that is not known.
func prefix(node *syntax.Regexp) string {
	if node.Op != syntax.OpConcat {
		return ""
	}
	begins, text := false, ""
	for _, sub := range concatenated(node) {
		switch {
		case !begins && sub.Op == syntax.OpBeginText:
			begins = true
		case begins && sub.Op == syntax.OpLiteral && sub.Flags&syntax.FoldCase == 0:
			text += string(sub.Rune)
		default:
			return text
		}
	}
	return text
}

// mostPieces is how many pieces of an alternative are looked for before it is tried.
const mostPieces = 16

// pieces returns texts of which every match of an expression holds one, nil if none are known.
func pieces(node *syntax.Regexp) []string {
	switch node.Op {
	case syntax.OpLiteral:
		if node.Flags&syntax.FoldCase == 0 {
			return []string{string(node.Rune)}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return pieces(node.Sub[0])
	case syntax.OpRepeat:
		if node.Min > 0 {
			return pieces(node.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		offer := func(found []string) {
			if found != nil && (best == nil || shortest(found) > shortest(best)) {
				best = found
			}
		}
		run := "" // of literals that follow each other
		for _, sub := range concatenated(node) {
			found := pieces(sub)
			if sub.Op == syntax.OpLiteral && found != nil {
				run += found[0]
				offer([]string{run})
				continue
			}
			run = ""
			offer(found)
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range node.Sub {
			found := pieces(sub)
			if found == nil {
				return nil
			}
			all = append(all, found...)
		}
		if len(all) <= mostPieces {
			return all
		}
	}
	return nil
}

// concatenated returns what an expression is a concatenation of, all the way down.
func concatenated(node *syntax.Regexp) (subs []*syntax.Regexp) {
	for _, sub := range node.Sub {
		if sub.Op == syntax.OpConcat {
			subs = append(subs, concatenated(sub)...)
			continue
		}
		subs = append(subs, sub)
	}
	return subs
}

func shortest(texts []string) int {
	return len(slices.MinFunc(texts, func(a, b string) int { return len(a) - len(b) }))
}

// mayMatch reports whether a text holds what every match of the alternative does.
func (a *alternative) mayMatch(text string) bool {
	if a.prefix != "" {
		return strings.HasPrefix(text, a.prefix)
	}
	return len(a.pieces) == 0 || slices.ContainsFunc(a.pieces, func(piece string) bool { return strings.Contains(text, piece) })
}

// MatchString reports whether the text holds a match.
func (p *pattern) MatchString(text string) bool {
	for i := range p.alternatives {
		if a := &p.alternatives[i]; a.mayMatch(text) && a.compiled().MatchString(text) {
			return true
		}
	}
	return false
}

// FindStringIndex returns where the leftmost match begins and ends, nil if there is none; of
// several there the one of the earliest alternative.
func (p *pattern) FindStringIndex(text string) []int {
	var first []int
	for i := range p.alternatives {
		a := &p.alternatives[i]
		if !a.mayMatch(text) {
			continue
		}
		if at := a.compiled().FindStringIndex(text); at != nil && (first == nil || at[0] < first[0]) {
			first = at
		}
	}
	return first
}

// FindStringSubmatch returns the leftmost match and its groups, nil if there is none.
func (p *pattern) FindStringSubmatch(text string) []string {
	if !p.mayMatch(text) {
		return nil
	}
	return p.whole().FindStringSubmatch(text)
}

// ReplaceAllString puts a text in the place of every match.
func (p *pattern) ReplaceAllString(text, by string) string {
	if !p.MatchString(text) {
		return text
	}
	return p.whole().ReplaceAllString(text, by)
}

func (p *pattern) mayMatch(text string) bool {
	return slices.ContainsFunc(p.alternatives, func(a alternative) bool { return a.mayMatch(text) })
}
