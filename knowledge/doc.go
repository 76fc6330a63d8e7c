// Package knowledge reads statements into addressable sentences and finds the ones
// that speak to a question.
//
// It works from the text upward. [Parse] reads a Markdown file into a [Document]:
// sections, paragraphs and sentences as spans of one text. A [Glossary] knows the
// subject of such statements: concepts with their names in seven languages, and which
// is part of which. A [Lexicon] knows how often a word occurs in such texts at large,
// and so what a rare word weighs and what is a slip of the keyboard; with it come
// [Relations], which know what words are near in meaning. Beside a document may stand other
// words for its sentences, which lead to them and are never shown, and a list of what it
// does not speak to. An [Index] holds the sentences of many documents by words and
// concepts, and [Index.Search] ranks them for a [Query]: by the parts of the question that each
// sentence speaks to, and by how probable it is, among those of its document, that a question of
// such words is asked of it. It also says how like the question is to what is not said. What is
// handed on is always a [Quote], which only [Document.Quote] can fill, so that a quote
// is verbatim by construction.
//
// The package knows neither where its files come from (it takes an [io/fs.FS]) nor that
// anyone chats. It normalises questions, never the text.
package knowledge
