// Statementbot answers questions about official statements with the statements' own
// sentences. This comment is a tour of the code, from the text upward.
//
// # The text
//
// [seeds.Statements] holds the embedded statement, as published, in a Markdown file.
// [knowledge.Parse] reads such a file into a [knowledge.Document]: one text without marks,
// and spans of it that are sections, paragraphs and sentences. Spans are all there is: a
// sentence is never copied, corrected or joined. [knowledge.Load] reads a whole folder.
//
// # The quote
//
// [knowledge.Document.Quote] copies sentences out of the text, and nothing else can make a
// [knowledge.Quote]; so a quote is verbatim by construction, and it brings its
// [knowledge.Citation] along. [knowledge.Verify] goes the other way: from a text to the
// place where it is published, or to the words that differ.
//
// # The search
//
// A [knowledge.Glossary] knows the subject of such statements by its names, a
// [knowledge.Lexicon] how often a word occurs. [knowledge.NewIndex] puts both and the
// sentences into a [knowledge.Index]. [knowledge.Index.Search] reads a question as a
// [knowledge.Query], ranks the sentences and says, for each [knowledge.Term] of the question,
// which of them speak to it. It normalises the question, never the text.
//
// # The answer
//
// [bot.Bot.Respond] is the path of one question, from top to bottom; how one goes on from the
// question before is written at the top of followup.go. [bot.Evidence] decides whether the
// sentences found speak to what was asked: the [bot.Outcome] of a [bot.Answer] is an answer,
// a part of one, an honest no, or a fact about the document itself. An Answer keeps the
// statement's words and ours apart. [eval.Run] measures answers against known ones.
//
// # The reader
//
// An adapter shows answers on one platform. [terminal.Render] lays one out, [terminal.Batch]
// answers a file of questions as JSON lines, [terminal.Terminal] holds a conversation;
// [web.Web] serves statements and answers as pages, and as JSON for programs;
// [discord.Adapter] answers commands, mentions and direct messages, what it has accepted in a
// [journal.Journal] until it is answered. All of
// them pass a [bot.Gate]: what is about to be written is read back, and every quote in
// it compared with the document, before the first byte goes out.
//
// # The platform
//
// On a platform a question takes one way. The adapter ([slack.Adapter], and so the others)
// reads a delivery as a [journal.Entry], and acknowledges it once the journal has it on
// disk. A [journal.Queue] hands it to a worker, in the order of its conversation; the worker
// asks the bot, renders, passes the gate, marks the entry and sends. An entry that is found
// marked after a crash may have been answered: then the adapter looks on the platform
// before it sends. [meter.Meter] counts all of it for whoever runs the bot.
//
// # The program
//
// This package decides nothing. It reads flags and environment (config.go), loads documents
// and vocabulary (load.go) and hands them to an adapter; main turns the result of run into
// an exit status. The arrows between the packages are kept by deps_test.go:
//
//	cmd ──> adapters/* ──> bot ──> knowledge        cmd ──> seeds
package main
