package bot

import (
	"regexp"
	"strings"
)

// The patterns of small talk fit a whole message: "thanks" is small talk, "thanks, and
// Taiwan?" is not.
var (
	isGreeting = regexp.MustCompile(`^(?:hi+|hey+|hello|yo|hiya|howdy|greetings|sup|good (?:morning|afternoon|evening|day)|morning|what'?s up|how are you(?: doing)?(?: today)?|how'?s it going|ping|test(?:ing)?|are you (?:there|alive|awake|up)|` +
		`こんにちは|おはよう(?:ございます)?|こんばんは|はじめまして|안녕(?:하세요)?|你好|您好|hola|buenos d[ií]as|bonjour|salut|hallo|guten (?:tag|morgen))(?:[ ,!.]+(?:there|bot|all|everyone|folks|guys|statementbot|friend|team))*$`)
	isThanks = regexp.MustCompile(`^(?:(?:ok(?:ay)?|great|cool|nice|perfect|awesome|wow|lol|haha+|good bot|got it|i see|understood|never ?mind|nvm|bye|goodbye|see (?:you|ya)|cheers|thanks?(?: you)?(?: so much| a lot| very much)?|thank u|thx|ty|tysm|much appreciated|` +
		`ありがとう(?:ございます|ございました)?|どうも|감사합니다|고마워(?:요)?|谢谢|謝謝|gracias|merci|danke)[ ,!.]*)+$`)
	isAboutBot = regexp.MustCompile(`^(?:help(?: me)?|/help|\?+|who (?:are|r) (?:you|u)|what (?:are|r) (?:you|u)|what is this(?: bot)?|what'?s this(?: bot)?|what (?:can|do) (?:you|u|this bot|i ask) (?:do|know|ask)?.{0,20}|how (?:do|does|can) (?:you|this|it|i use (?:you|this)|i ask).{0,20}(?:work|use|used)?|what (?:can|should) i ask.{0,20}|` +
		`(?:are|r) (?:you|u) (?:an? )?(?:ai|bot|robot|human|real|person|chatgpt|gpt|llm|model|machine).{0,30}|who (?:made|built|runs|operates|owns|created|hosts|maintains) (?:you|this|this bot|the bot)|is this (?:an? )?(?:ai|bot|chatgpt|llm).{0,20}|` +
		`(?:privacy|privacy policy|what data do you (?:keep|store|collect|log)|do you (?:store|log|save|keep|record|track) .{0,40}|is this (?:logged|private|recorded|confidential))|使い方|ヘルプ|あなたは誰|何ができ.{0,8}|도움말|帮助|幫助|ayuda|aide|hilfe)$`)
	isPrivacy  = regexp.MustCompile(`privacy|do you (?:store|log|save|keep|record|track)|what data|logged|recorded|confidential|private`)
	isOperator = regexp.MustCompile(`^who (?:made|built|runs|operates|owns|created|hosts|maintains)`)
	isHostile  = regexp.MustCompile(`^(?:you(?:'re| are)? |u |this (?:bot )?(?:is )?|ur )?(?:so |such an? |an? |totally |fucking |really )*(?:stupid|dumb|useless|suck|sucks|idiot|trash|garbage|moron|crap|shit|worthless|annoying|terrible|lame)(?: bot)?$|^(?:fuck|screw) (?:you|u|off|this)$|^(?:shut up|stfu|go away|wtf)$`)
	// isInjection finds attempts to make the bot say something else than the statement does.
	isInjection = regexp.MustCompile(`\b(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |my |these |those |every )*(?:previous |prior |above |earlier |system )*(?:instruction|instructions|prompt|prompts|rules|guidelines|programming|directions)|\bsystem prompt\b|\bjailbreak|\bpretend (?:to be|you(?:'re| are))|\byou are now\b|\bact as (?:a|an|if)\b|\b(?:write|compose|make up|generate|give|tell|sing) (?:me )?(?:a |an |some )?(?:poem|song|joke|story|essay|haiku|code|limerick|rap)\b|\brole ?play\b|\brepeat after me\b|\bdeveloper mode\b`)
)

// longestSmallTalk is the length in bytes above which a message is not small talk as a whole.
const longestSmallTalk = 80

// injectionCues are words of which every attempt that isInjection finds holds one.
var injectionCues = strings.Fields("instruct prompt rules guidelines programming direction jailbreak pretend now act write compose make generate give tell sing play repeat developer")

// smallTalk answers greetings, thanks, questions about the bot and attempts to make it
// something else. It never quotes.
func (b *Bot) smallTalk(m message) (Answer, bool) {
	lang := "en"
	if hasKana(m.folded) {
		lang = "ja"
	}
	words := wordsFor(lang)
	say := func(note string) (Answer, bool) {
		return Answer{Outcome: About, Note: note, Lang: words.lang, Suggestions: b.someSamples()}, true
	}
	switch {
	case m.folded == "":
		return say(words.help)
	case hasCue(m.folded, injectionCues) && isInjection.MatchString(m.folded):
		return say(words.help)
	case len(m.folded) > longestSmallTalk:
		return Answer{}, false
	case isGreeting.MatchString(m.folded):
		return say(words.help)
	case isThanks.MatchString(m.folded):
		return say(words.thanks)
	case isOperator.MatchString(m.folded) && isAboutBot.MatchString(m.folded):
		return say(words.operator)
	case isPrivacy.MatchString(m.folded) && isAboutBot.MatchString(m.folded):
		return say(words.privacy)
	case isAboutBot.MatchString(m.folded), isHostile.MatchString(m.folded):
		return say(words.help)
	}
	return Answer{}, false
}

// help is the answer to a message that asks about nothing.
func (b *Bot) help(lang string) Answer {
	words := wordsFor(lang)
	return Answer{Outcome: About, Note: words.help, Lang: words.lang, Suggestions: b.someSamples()}
}

func hasKana(s string) bool {
	for _, r := range s {
		if r >= 0x3041 && r <= 0x30ff {
			return true
		}
	}
	return false
}
