package bot

// The patterns of small talk fit a whole message: "thanks" is small talk, "thanks, and
// Taiwan?" is not.
var (
	isGreeting = mustPattern(`^(?:hi+|hey+|hello|yo|hiya|howdy|greetings|sup|good (?:morning|afternoon|evening|day)|morning|what'?s up|how are you(?: doing)?(?: today)?|how'?s it going|ping|test(?:ing)?|are you (?:there|alive|awake|up)|` +
		`こんにちは|おはよう(?:ございます)?|こんばんは|はじめまして|안녕(?:하세요)?|你好|您好|hola|buenos d[ií]as|bonjour|salut|hallo|guten (?:tag|morgen))(?:[ ,!.]+(?:there|bot|all|everyone|folks|guys|statementbot|friend|team))*$`)
	isThanks = mustPattern(`^(?:(?:ok(?:ay)?|alright|all right|great|cool|nice|perfect|awesome|brilliant|wow|lol|haha+|good (?:bot|job)|well done|got it|i see|understood|never ?mind|nvm|bye|goodbye|see (?:you|ya)|(?:cheers|thanks?(?: you)?(?: so much| a lot| a bunch| a million| very much)?|thank u|thx|ty|tysm)(?:,? (?:mate|man|bro|buddy|dude|friend|pal)| for (?:the|your|all the) (?:help|answers?|info))?|much appreciated|i appreciate it|(?:that|this|it) (?:really )?(?:helped|helps)(?: a lot| me)?|(?:that'?s |that was |very |super |really )*(?:helpful|useful)|(?:no,? )?that'?s all(?: (?:i|we) (?:needed|need|wanted))?|` +
		`ありがとう(?:ございます|ございました)?|どうも|助かりました|助かった|わかりました|分かりました|了解(?:です|しました)?|감사합니다|고마워(?:요)?|谢谢|謝謝|gracias|merci|danke)[ ,!.、。]*)+$`)
	isAboutBot = mustPattern(`^(?:(?:can|could|will) (?:you|u) help(?: me)?(?: out)?|help(?: me)?|/help|/start|commands?|menu|features|\?+|who (?:are|r) (?:you|u).{0,25}|what (?:are|r) (?:you|u)|what is this(?: bot)?|what'?s this(?: bot)?|(?:hey|hi|hello|so|ok)?,? ?(?:there,? )?what (?:can|do) (?:you|u|this bot) (?:do|know|answer|offer|help(?: me)?(?: with)?)(?: here| exactly| for me| about)*|what are (?:you|u) able to (?:do|answer)|how (?:can|do) (?:you|u) help(?: me)?|(?:so |ok )?how (?:do|does|can|should) (?:you|this(?: bot| thing)?|it|i) (?:actually |even )?(?:work|use (?:you|this(?: bot)?|it)|ask(?: (?:you )?(?:a )?questions?)?|get used)(?: then| exactly)?|what (?:(?:kinds?|sorts?|types?) of )?(?:(?:questions?|things?|stuff) )?(?:can|should|may) i ask.{0,20}|` +
		`what(?:'?s| is) your (?:purpose|job|goal|function|name)|what are (?:you|u) (?:here )?for|(?:(?:give|show)(?: me)? )?(?:some |an? |any |a few )*(?:example|sample|suggested|possible) questions?|how (?:should|do|can|must) i (?:phrase|word|ask|use|start|write|talk)\b.{0,20}|` +
		`introduce yourself|(?:tell me )?about yourself|使い方.{0,12}|どうやって使.{0,8}|ヘルプ|あなたは誰|何ができ.{0,8}|도움말|帮助|幫助|ayuda|aide|hilfe)$`)
	// isMachine, isOperator and isPrivacy find what is asked about the bot that the help does not tell.
	isMachine  = mustPattern(`^(?:(?:are|r) (?:you|u) (?:an? )?(?:real )?(?:ai|bot|robot|human|real|person|chatgpt|gpt|llm|(?:large )?language model|model|machine|program|claude|gemini)\b.{0,40}|(?:are|is) (?:this|that) (?:an? )?(?:ai|bot|chatgpt|llm|gpt)\b.{0,20}|(?:do|does) (?:you|this|it|this bot) (?:use|run on) (?:an? |any )?(?:ai|llm|chatgpt|gpt|language model)s?\b.{0,20}|am i (?:talking|speaking|chatting) (?:to|with) (?:an? )?(?:\w+ )?(?:human|person|bot|robot|machine|ai)\b.{0,20}|(?:can|could|should) (?:i|we) (?:really )?(?:trust|rely on|believe) (?:you|u|this(?: bot)?|your answers)\b.{0,20}|how (?:reliable|accurate|trustworthy) (?:are|r) (?:you|u|your answers)\b.{0,20}|are (?:you|u|your answers) (?:reliable|accurate|trustworthy|correct|right|always right)\b.{0,20}|is there (?:an? |any )?(?:real |actual )?(?:person|human|someone|anyone|ai|llm|bot)\b.{0,10}(?:behind|here|there|typing|answering).{0,20}|are (?:you|u) (?:powered|run|driven|generated) by .{0,20}|(?:is this|are you) automated|(?:do|can|will|did) (?:you|u) (?:ever )?(?:make (?:things|stuff|it|this|anything) up|lie|hallucinate|invent .{1,20})|who (?:writes?|wrote) (?:your|the|these) (?:answers?|replies)\b.{0,20}|(?:あなた|これ)は(?:ai|人間|ロボット|ボット|機械)(?:です)?か?)$`)
	isOperator = mustPattern(`^(?:who(?:'?s| is)? (?:made|built|runs?|operates|owns?|created|hosts|maintains|developed|programmed|running|maintaining|hosting|operating|responsible for|in charge of|behind) (?:you|this|(?:this|the) (?:bot|thing|service|chatbot))(?: and why| for)?|(?:あなたは)?誰(?:に|が)(?:作られ|作っ)た.{0,6}|who (?:do|can|should) i (?:contact|write to|complain to|report)\b.{0,20}\b(?:bot|problem|bug|error|issue)s?|who(?:'?s| is) your (?:owner|maker|creator|author|boss|developer|admin\w*|operator)|(?:この)?ボット.{0,6}(?:運営|作っ|作成|管理|開発).{0,10}|誰が.{0,4}ボット.{0,4}(?:運営|作っ|作成|管理|開発).{0,10})$`)
	isPrivacy  = mustPattern(`^(?:(?:your )?privacy(?: policy)?|gdpr|what data do you (?:keep|store|collect|log)|do you (?:store|log|save|keep|record|track|share|sell|remember) (?:me|us|what (?:i|we)|.{0,12}\b(?:my|our|the|any) .{0,10}(?:questions?|chats?|messages?|data|conversations?|info\w*|logs?|name)|.{0,8}(?:data|logs|conversations|questions|chats|messages|information))\b.{0,25}|is (?:this|my|our)(?: (?:chat|conversation|data|question|questions))? (?:being |kept )?(?:logged|private|recorded|confidential|saved|stored|anonymous)|are (?:my|our|these) (?:questions|chats|messages|conversations) (?:being |kept )?(?:logged|private|recorded|confidential|saved|stored|anonymous)\b.{0,20}|do you keep (?:an? |any )?(?:logs?|records?|history)\b.{0,30}|who (?:can|could|else can) (?:see|read) (?:my|our|what (?:i|we)) .{0,30}|` +
		`(?:can|could|will|do|does) (?:other people|others|anyone(?: else)?|anybody(?: else)?|someone|people|my boss|my teacher|(?:the )?admins?) (?:see|read) (?:what|my|our) .{0,30}|what happens (?:to|with) (?:my|our) (?:data|questions?|messages?|chats?)|where (?:do|does|are|is) (?:my|our) (?:questions?|messages?|chats?|data)\b.{0,20}|are you (?:gdpr|tracking|recording|logging|spying).{0,20}|(?:質問|会話|データ|個人情報|履歴|ログ).{0,8}(?:保存|記録|収集|送信|残).{0,12}|(?:プライバシー|個人情報).{0,16})$`)
	isHostile = mustPattern(`^(?:you(?:'re| are)? |u |are you |(?:this|that)(?: is|'s) |this (?:(?:bot|thing) )?(?:is )?|ur |what an? )?(?:(?:so|such an?|an?|totally|fucking|really|stupid|dumb|useless|annoying|terrible|lame|worthless) )*(?:stupid|dumb|useless|suck|sucks|idiot|trash|garbage|moron|crap|shit|worthless|annoying|terrible|lame|rubbish)(?: bot)?$|^(?:fuck|screw) (?:you|u|off|this)$|^what an? (?:waste of time|joke|disaster)$|^(?:shut up|stfu|go away|piss off|wtf)$`)
	// isInjection finds attempts to make the bot say something else than the statement does.
	isInjection = mustPattern(`\b(?:ignore|disregard|forget|override|bypass) (?:all |any |the |your |my |these |those |every )*(?:(?:previous |prior |above |earlier |system )*(?:instruction|instructions|prompt|prompts|rules|guidelines|programming|directions)|everything (?:above|before|you|i))|\bsystem prompt\b|\bjailbreak|\bpretend (?:to be|you(?:'re| are)|that (?:the|this) statement)|\byou are now\b|(?:^|[,.!;:] |\b(?:and|please|now|must|will) )(?:act|behave|answer|respond|talk) (?:as|like) (?:an?|if|you|donald|trump|ishiba)\b|\b(?:(?:write|compose|draft|make up|generate|tell|sing) (?:me |us )?|give (?:me|us) )(?:a |an |some )?(?:poem|song|joke|story|essay|haiku|code|limerick|rap)\b|\b(?:write|compose|draft|generate) (?:me |us )?(?:a |an |some )?(?:speech|tweet|press release|op-?ed)\b|\brole ?play\b|\brepeat after me\b|\brepeat (?:the|all|everything|your) (?:words|text|instructions|above)|\bdeveloper mode\b|\bwhat you (?:really|actually|honestly) think\b|\bfrom now on\b.{0,20}\b(?:answer|speak|talk|respond|reply|you)\b|\b(?:speak|talk|answer|respond|reply) (?:only )?(?:like|in) (?:an? )?(?:pirate|shakespeare|yoda|trump|rhyme)` +
		`|(?:指示|命令|ルール|設定)を?(?:全て|すべて)?(?:無視|忘れ)|システムプロンプト|(?:詩|歌|小説|物語|冗談|スピーチ)を?(?:書い|作っ|言っ|歌っ)|(?:の|な)ふりをし|あなたは(?:今から|これから)`)
)

// longestSmallTalk is the length in bytes above which a message is not small talk as a whole.
const longestSmallTalk = 80

// smallTalk answers greetings, thanks, questions about the bot and attempts to make it
// something else. It never quotes.
func (b *Bot) smallTalk(m message) (Answer, bool) {
	lang := "en"
	if hasKana(m.folded) {
		lang = "ja"
	}
	words := wordsFor(lang)
	say := func(note string) (Answer, bool) {
		return Answer{Outcome: About, Note: note, Lang: words.lang, Suggestions: b.someSamples(words)}, true
	}
	switch {
	case m.folded == "":
		return say(words.help)
	case isInjection.MatchString(m.folded):
		return say(words.help)
	case len(m.folded) > longestSmallTalk:
		return Answer{}, false
	case isGreeting.MatchString(m.folded):
		return say(words.help)
	case isThanks.MatchString(m.folded):
		return say(words.thanks)
	case isMachine.MatchString(m.folded):
		return say(words.machine)
	case isOperator.MatchString(m.folded):
		return say(words.operator)
	case isPrivacy.MatchString(m.folded):
		return say(words.privacy)
	case isAboutBot.MatchString(m.folded), isHostile.MatchString(m.folded):
		return say(words.help)
	}
	return Answer{}, false
}

// help is the answer to a message that asks about nothing.
func (b *Bot) help(lang string) Answer {
	words := wordsFor(lang)
	return Answer{Outcome: About, Note: words.help, Lang: words.lang, Suggestions: b.someSamples(words)}
}

func hasKana(s string) bool {
	for _, r := range s {
		if r >= 0x3041 && r <= 0x30ff {
			return true
		}
	}
	return false
}
