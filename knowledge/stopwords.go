package knowledge

import "strings"

// Words of a question that carry no subject are left out of the search. Texts keep all
// their words: a stop list on the question alone ranks better than one on both.
var (
	// functionWords are articles, pronouns, prepositions, auxiliaries and question words.
	functionWords = wordSet(`a about above after again against all along already also although always am among an and another any
		anybody anyone anything anywhere are arent as at away be became because become been before being below between both but by can cannot cant
		could couldnt did didnt do does doesnt doing done dont down during each either else even ever every everybody everyone everything for from further
		had has hasnt have havent having he her here hers him his how however i id if ill im in instead into is isnt it its itself ive just kind least less let lets lot lots
		many may maybe me might mine more most much must my myself neither never no nobody none nor not nothing now of off often on once one only onto
		or other others otherwise our ours out over own per perhaps quite rather same shall she should so some somebody someone something sometimes somewhere soon such than that thats the their theirs them
		themselves then there theres therefore these they theyre this those though through thus till to together too toward towards two under until up upon us very via
		was wasnt way we well went were weve what whatever whats when whenever where wheres whether which while who whoever whom whos whose why will with
		within without wont would wouldnt yes yet you your youre yours itll whens hows doesn didn isn aren wasn don re ve ll`)

	// chatWords are how people ask, greet and mutter; they are not what they ask about.
	//
	//nolint:misspell // some are how people slip
	chatWords = wordSet(`abt according language cite cites citing actually ah aint anyway anyways asap ask asked asking ass basically bit bot bro btw bullet bullets bunch call called calling clearly come comes concern concerning concrete cool cos cover covers covered covering cuz curious
		damn detail details discuss discussed doc document dude dunno eh erm etc exact exactly explain explicitly fam feel find folks fr fyi
		general get gets getting give given gimme go goes going gonna good got gotta guess guys haha half happen happened happening happens hear heard hello help hello hey hi hmm hm honestly idk imo info information interested isit item items
		just kinda know knows latest like line lines list lmao lmk lol long look looking lookup make makes mean means meant mention mentioned mentioning mentions mention myself name named names need needs nah new news nope note ofc ok okay oh omg
		paragraph paragraphs part parts people piece place places please pls plz point points possible possibly pretty probably put question questions quick quote quoted quotes rn read reading real really refer reference referenced references referring regarding regards related reply right
		said saw say saying says section see seem seems sentence sentences sh shit show side sides simply sir smth somehow sort sorta specific specifically specifics stance stand stands state stated statement statements states status still story stuff summary sup sure
		take takes tell telling tells tbh term terms text thank thanks thx thing things think thought thoughts tho today topic topics touch touched try u ugh um update updates ur use used uses vs want wanted wanna wants wat whatsoever wonder wondering word worded wording words wow wrt write written wrote wtf wut
		ya yall yeah yep yo yup communique declaration joint official officially paper anywhere happens situation deal deals issue issues matter matters plan plans planned thingy whole full complete completely entire overall various main key big major important answer
		ta cheers mate dear kindly homework deadline editor teacher prof professor gentlemen remember recall gist verb verbs angle aspect aspects
		incl teh hw wen duz wich dat dis wht
		position view views part year years date dates day days month months time times talk talked talking talks spoke speak speaking spoken`)

	// everyday are words of small letters that are also abbreviations in capitals.
	everyday = wordSet(`us who it sofa aid aids start chips act cop cops ice mad sad pac mass step salt led san ban cap icc arm fed doe raa ira pla map hit lot`)

	// foreignStop are the function and asking words of the other languages written in Latin letters.
	foreignStop = map[string]map[string]bool{
		"es": wordSet(`a al algo alguna alguno asi aun cada como con contra cual cuales cuando cuanto de decir declaracion del desde dice dicen dicho dijeron dijo donde
			e el ella ellos en entre era es esa ese eso esta estan este esto fue ha hablan habla hace hacen hacer hacia han hasta hay la las le les lo los mas me mencion menciona mencionan mencionaron mi mucho muy
			nada ni no nos o para parte pero por porque pregunta pues que quien quienes se sea segun ser si sin sobre son su sus tal tambien tema tiene tienen todo todos tu u un una unas unos va van y ya cuentame dime acerca hola respecto algun texto documento comunicado posicion van ellas nosotros ustedes usted suyo suya estas estos esas esos aquel aquella cuya cuyo cuanta cuantos cuantas adonde habra hubo hubiera sera seran seria sido siendo estar estan estaba he habian tener tuvo tendra podria puede pueden poder debe deben deberia quiere quieren vamos dar dan dio hacen hizo haria dijeron comentan menciono opina opinan piensan piensa creen cree afirma explica explican alguien nadie ningun ninguna siempre nunca aqui alli ahora hoy todavia tan tanto favor gracias saber sabes frase parrafo punto pasa paso ocurre haciendo juntos juntas vez aborda abordan`),
		"fr": wordSet(`a ai alors apres au aucun aussi autre aux avec avez avoir c ca car ce cela ces cet cette ceux chaque comme comment concernant contre d dans de declaration depuis des dire disent dit dites document donc du
			elle elles en encore entre est et etait ete etre eux faire fait font il ils j je l la le les leur leurs lors lui ma mais me meme mes moi mon n ne ni nos notre nous on ont ou par parle parlent parler parlez pas pendant peu peut plus pour pourquoi
			qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont sous sujet sur sa t ta te tous tout toute toutes tres tu un une va vers vont vos votre vous y mentionne mentionnent mention texte bonjour propos quest estce cela ici donc puis ainsi jamais toujours rien quelque quelques plusieurs beaucoup moins peuvent pouvoir pourrait doit doivent devoir veut veulent vouloir sera seront serait etaient ete fut avoir avait aura auront aurait eu fera feront ferait disait pense pensent penser croit croient evoque evoquent evoquer aborde abordent existe savoir sais merci svp phrase paragraphe lequel laquelle lesquels celui celle celles ensemble autres deux`),
		"de": wordSet(`ab aber alle alles als also am an auch auf aus bei bin bis da dabei damit dann das dass dazu dem den denn der des die dies diese dieser dieses doch dort du durch ein eine einem einen einer eines er erklaerung erklarung erwahnt es etwas
			fur gegen geht gesagt gibt haben hat heisst hier ich ihm ihn ihr ihre im in ins ist ja kein keine man mehr mit nach nicht nichts noch nun nur ob oder ohne sagen sagt schon sein seine sich sie sind so soll sollen steht steht stehen thema uber um und uns unter vom von vor
			wann war waren warum was wegen weil welche welcher welches wenn wer werden wie wieder will wird wo wollen wurde wurden zu zum zur zwischen text dokument hallo davon darin dazu drin etwa erwahnung betrifft ihnen ihre ihrem ihren ihrer seinem seinen seiner euch dir mir dich mich deren dessen jede jeder jedes jeden jetzt bald immer auch viel viele vielen wenig kann konnen konnte konnten mussen muss musste darf durfen mochte mochten wollte wollten machen macht machte gemacht kommt kommen bekommen bekommt lassen halten finden findet sehen sieht laut bezuglich hinsichtlich irgendwas irgendwo uberhaupt eigentlich mal bitte danke sagte sagten aussern erwahnen erwahnt besprochen besprechen sprechen spricht reden redet meinen meint denken denkt wissen weiss wohin woher wem wen wessen wieviel wieviele papier passage stelle satz absatz seite beiden beide stehts gehts dieselbe zusammen`),
	}

	// denseStop are endings, particles and asking words of Japanese, Chinese and Korean, folded.
	denseStop = map[string][]string{
		"ja": strings.Fields(`日米両国 日米間 日米 についての言及はありますか について何か言ってる について教えてください について教えて に関する記述 についての についてどう については について 何と言ってる 何て言ってる どう言ってる 書いてありますか 書いてある 書かれて 言及して 言及されて 言及ある 言及 触れて 記述 記載 教えてください 教えて ください どうなってる どうなるの どうなる どうなって どう思う どうする どうか どう という といった とか への からの での との には では とは にも でも から まで より です ます ました ますか ですか でしたか ある あり あった いる いつ どこ だれ 誰が 誰 何が 何を 何か 何 なに なぜ どの どれ どんな の話 話ある 話は 話 件 こと もの ため 出た 出て 入って 含まれて 声明 共同声明 文書 本文 全文 全部 内容 部分 具体的 詳しく 詳細 します する した して しない され された される れる いくら いくつ 今回 今後 両国 両首脳 両者 について、 この その あの それ これ あれ だけ ほど など って っけ かな よね だよ です。 は が を に の と で も へ や か ね よ な た て い る う し ん お ご さ れ く け き 大事 重要 本当 予定 最近 結局 実際 一番 全般 場合 意味 理由 方針 状況 立場 姿勢 態度 考え 表現 文言 言葉 文章 段落 項目 話題 要点 概要 説明 発言 主張 見解 認識 評価 対応 取り組み 関連 関係 存在 政策 問題 質問 回答 確認 情報 可能 必要 一緒 今後 現在 将来 以前 以降 以上 具体例 一言 箇所 明記 明言 示され 述べられ 挙げられ 触れられ もらえ いただけ らしい つもり ちゃんと`),
		"zh": strings.Fields(`美日 日美 怎么说的 怎麼說的 怎么说 怎麼說 怎么样 怎麼樣 有没有提到 有沒有提到 有提到吗 有提到嗎 提到了什么 提到 有没有 有沒有 说了什么 說了什麼 说什么 說什麼 什么 什麼 哪些 哪个 哪個 哪里 哪裡 为什么 為什麼 如何 关于 關於 问题 問題 声明中 聲明中 声明 聲明 文件 内容 內容 告诉我 告訴我 请问 請問 吗 嗎 呢 的 了 是 在 有 和 与 與 对 對 说 說 讲 講 会 會 不 要 把 被 也 都 还 還 就 吧 啊 我 你 他 们 們 这 這 那 谁 誰 何时 何時 几 幾 多少 请 請 问 問 里 裡 中 到 以及 怎么看 看法 立场 立場 态度 態度 表态 表態 说明 說明 如果 的话 的話 是不是 会不会 會不會 能不能 可以 可能 应该 應該 应当 需要 什么样 什麼樣 情况 情況 方面 部分 相关 相關 有关 有關 具体 具體 打算 计划 計劃 将会 將會 让 讓 使 还有 還有 目前 现在 現在 双方 雙方 两国 兩國 两位领导人 写 寫 写了 篇 这份 這份 这个 這個 那个 那個 一下 想知道 知道 觉得 覺得 认为 認為 表示`),
		"ko": strings.Fields(`미일 에대해뭐라고했어 에대해서 에대해 에대한 에관해 에관한 뭐라고했어 뭐라고해 뭐라고 뭐래 어떻게 언급했나요 언급했어 언급이있나요 언급되나요 언급있어 언급 얘기있어 얘기 이야기 내용 있나요 있어요 있어 있습니까 없어 무엇 무슨 뭐가 뭐야 뭐 언제 어디 누가 누구 왜 어떤 했어 했나요 하나요 합니까 되나요 되어 됐어 인가요 입니까 이야 야 은 는 이 가 을 를 의 에 에서 와 과 로 으로 도 만 까지 부터 이나 나 요 해 성명 공동성명 알려줘 말해줘 설명해줘 관련 대해 그 저 이런 말있어 말이있어 어떻게 한대 준대 된대 했대 인지 있는지 문제 등 및 관해 두나라 양국 서로 제일 가장 많이 정말 진짜 혹시 그리고 하고 이랑 랑 한테 에게 께 하는 하자는 하겠다는 라는 대한 것 거 어느 얼마나 얼마 몇 나와 나오나요 나와있어 적혀 써있어 쓰여 궁금해 궁금합니다 입장 태도 의견 생각 구체적 자세히`),
	}
)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[american(w)] = true
	}
	return set
}
