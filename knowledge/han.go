package knowledge

import "strings"

// simplified reads the traditional form of a Chinese character as the simplified one, so that
// a label need not be listed in both: 關鍵礦產 is 关键矿产. It maps characters one to one. Labels
// and questions are both read so, Japanese ones too, where the forms mean the same.
func simplified(s string) string {
	return strings.Map(func(r rune) rune {
		if simple, ok := simplifiedHan[r]; ok {
			return simple
		}
		return r
	}, s)
}

// simplifiedHan has the characters that occur in the glossary's Chinese labels, by the
// transliteration Hant-Hans of ICU 72.
var simplifiedHan = func() map[rune]rune {
	const (
		traditional = "並乾亂亞佈佔併來侷係俠俬俱個們倖倫偉偵傑傘備傢傳債傷傾僑僱價億儘償優儲兌兒內兩凈別則剋剛創劃劇劍劑動務勛勝勞勢勳勵匯區協參呂員唸問啓啟喨喪喬" +
			"單嘯噴噹嚇嚮嚴國圍園圓圖團埰執堅報場塊塢墜墮墻壇壓壘壜壞壟壽夢夥奧奬奮姊姦婦婭嬰孫學宮實寧審寬寵寶尅將專尋對導層屬岡島峽崑崗嶼巖師帶幣幫幹幾" +
			"庫廠廢廣廳廻弔張強彆彈彌彙彥彿後從復徵悅悳惡愛態慮慶憂憲懃應懞懮懲懷懼懾戀戰戲戶挾捨捲掃採揚換揮搆損搖搨搶撈撐撫撲撾擁擇擊擔據擬擴擺擾攔攜敗" +
			"敘敵數斷於昇時晉暫曆曏書會東條梟棄業極榖榮構槍樂樑樓標樣樸樹橋機橢橫檔檢檯櫻權欖欵欽歐歡歲歷歸殘殺毀毬氣氫汙決沖洩淨淪淵減測湯準溝溫滅滯漁漢" +
			"漲潑潔潛澤濃濟濤濱瀕瀰灣災為烏無煉煙熱營燬爭爲爾牀牆狀猶獄獎獨獵獻現瑪環瓊產産畫異當瘧療癥發盃盜盡監盧盪眞眾睏瞞瞭砲硏確碼磚磯礎礦礮祕禦禮稅" +
			"種穀積穩窮竊競箇節範簽籃籐籤籲糧糰紀約紅紋納紐純紙級紡紮細紹終組結絕絡給統絶綁經綜綠綫維網緊緋緑線緝締緣編緩緬練緻縣縮縱總織繩繫繼續纔纜罈罎" +
			"罰罷羅羣義習聖聞聯聲職聽脅脫脹腦腫臉臘臺與興舉舊艦茲荳莊菓華菸萊萬葉著葯蒐蓆蓋蔔蔴蕩蕭薩藉藍藝藥蘇蘋蘭處虛號衆術衚衛衝裏補裝裡製複襲覈見規視" +
			"觀訂計訊討訓託記訪設許訴註証詐評試詩話誌認誕誘語誡說説誼調談請諒論諜諸諾謀講謝證識譚譜譟譯議譴護讀變讓讚豐豬貓貝負財貢貧貨販貪責貴貶買貸費貼" +
			"貿賀賂賄資賑賓賞賠賢賣質賭賴賸購賽贊贏趙跤跼車軌軍軟軸較載輔輕輝輯輸轄轉轎轟辦辭農迴連週進遊運過達違遜遠適遲遷選遺邁還邊邏郵鄉鄧醜醫醼釁釋釐" +
			"針釣鈈鈎鈦鈴鈷鈾鉉鉤銀銅銷銹銻鋁鋰鋼錄錢錦錫録錳錶鍊鍵鍺鎔鎖鎗鎢鎧鎳鎵鏈鏡鏽鐵鑽長門閉開間関閣閥閱閲闆闇闘關阨陞陸陽隄隊階隕際險隱雙雜雞離難" +
			"雲電霧靈鞏韋韌韓頁頂項順須預頓領頭頻題額願顛類顧顯風颱颶飛飢飲養餓館餬饑馬馮駁駐駕駛駱駿騙騰騷驅驗體髮鬆鬍鬚鬥鬭鬱魚魯鮑鮮鯨鳥鳩鴻鷄鷹鹽麗麥" +
			"麯麵黃點黨黴鼕齊齡齣龍龐"
		simple = "并干乱亚布占并来局系侠私具个们幸伦伟侦杰伞备家传债伤倾侨雇价亿尽偿优储兑儿内两净别则克刚创划剧剑剂动务勋胜劳势勋励汇区协参吕员念问启启亮丧乔" +
			"单啸喷当吓向严国围园圆图团采执坚报场块坞坠堕墙坛压垒坛坏垄寿梦伙奥奖奋姐奸妇娅婴孙学宫实宁审宽宠宝克将专寻对导层属冈岛峡昆岗屿岩师带币帮干几" +
			"库厂废广厅回吊张强别弹弥汇彦佛后从复征悦德恶爱态虑庆忧宪勤应蒙忧惩怀惧慑恋战戏户挟舍卷扫采扬换挥构损摇拓抢捞撑抚扑挝拥择击担据拟扩摆扰拦携败" +
			"叙敌数断于升时晋暂历向书会东条枭弃业极谷荣构枪乐梁楼标样朴树桥机椭横档检台樱权榄款钦欧欢岁历归残杀毁球气氢污决冲泄净沦渊减测汤准沟温灭滞渔汉" +
			"涨泼洁潜泽浓济涛滨濒弥湾灾为乌无炼烟热营毁争为尔床墙状犹狱奖独猎献现玛环琼产产画异当疟疗症发杯盗尽监卢荡真众困瞒了炮研确码砖矶础矿炮秘御礼税" +
			"种谷积稳穷窃竞个节范签篮藤签吁粮团纪约红纹纳纽纯纸级纺扎细绍终组结绝络给统绝绑经综绿线维网紧绯绿线缉缔缘编缓缅练致县缩纵总织绳系继续才缆坛坛" +
			"罚罢罗群义习圣闻联声职听胁脱胀脑肿脸腊台与兴举旧舰兹豆庄果华烟莱万叶着药搜席盖卜麻荡萧萨借蓝艺药苏苹兰处虚号众术胡卫冲里补装里制复袭核见规视" +
			"观订计讯讨训托记访设许诉注证诈评试诗话志认诞诱语诫说说谊调谈请谅论谍诸诺谋讲谢证识谭谱噪译议谴护读变让赞丰猪猫贝负财贡贫货贩贪责贵贬买贷费贴" +
			"贸贺赂贿资赈宾赏赔贤卖质赌赖剩购赛赞赢赵交局车轨军软轴较载辅轻辉辑输辖转轿轰办辞农回连周进游运过达违逊远适迟迁选遗迈还边逻邮乡邓丑医宴衅释厘" +
			"针钓钚钩钛铃钴铀铉钩银铜销锈锑铝锂钢录钱锦锡录锰表炼键锗镕锁枪钨铠镍镓链镜锈铁钻长门闭开间关阁阀阅阅板暗斗关厄升陆阳堤队阶陨际险隐双杂鸡离难" +
			"云电雾灵巩韦韧韩页顶项顺须预顿领头频题额愿颠类顾显风台飓飞饥饮养饿馆糊饥马冯驳驻驾驶骆骏骗腾骚驱验体发松胡须斗斗郁鱼鲁鲍鲜鲸鸟鸠鸿鸡鹰盐丽麦" +
			"曲面黄点党霉冬齐龄出龙庞"
	)
	to := []rune(simple)
	forms := make(map[rune]rune, len(to))
	for i, r := range []rune(traditional) {
		forms[r] = to[i]
	}
	return forms
}()

// japaneseHan are characters in forms that only Japanese has, japaneseWords words that only
// Japanese says, and chineseHan characters that only Chinese asks with.
const japaneseHan = "圧囲隠栄営駅円塩応桜価懐絵壊拡殻覚楽勧関観帰亀戯犠拠挙郷勲薫恵渓経継鶏撃県倹剣険圏検権顕験厳広鉱砕済斎剤雑賛歯児実釈従渋獣縦粛奨焼乗浄剰畳縄壌嬢譲醸図粋酔穂髄瀬斉摂" +
	"戦銭繊曽捜挿荘総騒増蔵臓続対択沢単団弾遅鋳聴勅鉄転闘徳読弐悩脳廃売発髪抜払仏変辺舗毎満黙訳薬揺様謡頼竜両猟緑塁霊齢労録働畑込枠峠渉歩帯錬説鋭閲黒産隣巻呉戻涙"

const chineseHan = "是吗嗎么麼们們这這那呢吧了啊"

var japaneseWords = strings.Fields("日米 米国 米軍 米韓 米中 米側 米豪 訪米 拉致 尖閣 抑止 防衛費 防衛力 防衛予算")

// isJapanese reports whether a text of Han characters without kana is Japanese.
func isJapanese(text string) bool {
	// "What does 尖閣 mean" is to be answered in English, as Chinese is.
	if strings.ContainsAny(text, chineseHan) || strings.ContainsFunc(text, isSmallLatin) {
		return false
	}
	if strings.ContainsAny(text, japaneseHan) {
		return true
	}
	for _, word := range japaneseWords {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

func isSmallLatin(r rune) bool { return 'a' <= r && r <= 'z' }
