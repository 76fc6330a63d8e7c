package main

import (
	"context"
	"math"
	"net/http"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"

	"statementbot/adapters/web"
	"statementbot/bot"
)

// onlyThePage tells an operator who has set no token how to go on.
const onlyThePage = `statementbot: this is the web page alone. To answer in Slack as well, set SLACK_BOT_TOKEN and
SLACK_APP_TOKEN; on Discord, DISCORD_BOT_TOKEN. "statementbot doctor" checks them; the README tells where to get them.
`

// web returns the reading page, which needs no setting.
func (s *site) web(context.Context) (*adapter, error) {
	config, err := s.webConfig()
	if err != nil {
		return nil, err
	}
	config.Documents, config.Meter = s.docs, s.meter
	// The page needs no state, so it is served without where there is no folder to be had.
	if folder, err := s.stateFolder(); err != nil {
		s.log.Warn("earlier editions are not kept", "error", err)
	} else {
		config.Editions = filepath.Join(folder, "editions")
	}
	page, err := web.New(config, s.bot, s.log)
	if err != nil {
		return nil, err
	}
	return &adapter{name: "web", routes: func(mux *http.ServeMux) { mux.Handle("/", page.Handler()) }}, nil
}

// webConfig reads the settings of the page.
func (p *program) webConfig() (web.Config, error) {
	var config web.Config
	var err error
	if config.Links, err = p.links(); err != nil {
		return config, err
	}
	if config.Proxies, err = parseProxies(p.setting(envProxies)); err != nil {
		return config, err
	}
	config.Rate, err = strconv.ParseFloat(p.setting(envRate), 64)
	if err != nil || config.Rate < 0 || math.IsNaN(config.Rate) || math.IsInf(config.Rate, 0) {
		return config, usagef("%s %q: use a number of questions a second, such as 20; 0 is no limit", envRate, p.setting(envRate))
	}
	return config, nil
}

// examineWeb looks at the settings of the page.
func (p *program) examineWeb(context.Context) []bot.Finding {
	config, err := p.webConfig()
	if err != nil {
		return wrong(err)
	}
	if config.Links.Base() != "" && config.Rate > 0 && len(config.Proxies) == 0 {
		return []bot.Finding{{
			Grade: bot.Advised, Text: "a public address is set and no reverse proxy is named: if there is one, all readers count as one, and share the bound of questions",
			Remedy: "name it with --proxies or " + envProxies + ", such as 127.0.0.1",
		}}
	}
	return []bot.Finding{{Text: "the settings of the page can be read"}}
}

// parseProxies reads addresses and networks, separated by commas.
func parseProxies(list string) ([]netip.Prefix, error) {
	var proxies []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if address, addressErr := netip.ParseAddr(text); addressErr == nil {
			prefix, err = address.Unmap().Prefix(address.Unmap().BitLen())
		}
		if err != nil {
			return nil, usagef("%s: %q is neither an address nor a network such as 10.0.0.0/8", envProxies, text)
		}
		proxies = append(proxies, prefix.Masked())
	}
	return proxies, nil
}
