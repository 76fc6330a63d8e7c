package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"statementbot/bot"
)

// The names of the settings of serve and doctor. A setting that has a flag may be given by
// either, and the flag wins; a secret comes from the environment or from the file that
// NAME_FILE names, never from the command line, where everybody can read it.
const (
	envListen    = "STATEMENTBOT_LISTEN"
	envPublicURL = "STATEMENTBOT_PUBLIC_URL"
	envState     = "STATEMENTBOT_STATE"
	envProxies   = "STATEMENTBOT_PROXIES"
	envRate      = "STATEMENTBOT_RATE"

	envSlackBotToken      = "SLACK_BOT_TOKEN"
	envSlackAppToken      = "SLACK_APP_TOKEN"
	envSlackSigningSecret = "SLACK_SIGNING_SECRET"
	envSlackAPIURL        = "SLACK_API_URL"

	envDiscordToken       = "DISCORD_BOT_TOKEN"
	envDiscordApplication = "DISCORD_APPLICATION_ID"
	envDiscordKey         = "DISCORD_PUBLIC_KEY"
	envDiscordAPI         = "DISCORD_API_URL"
	envDiscordShards      = "DISCORD_SHARDS"
)

// A setting is one thing that serve and doctor can be told.
type setting struct {
	env      string
	flag     string // "" for a secret
	usage    string // of the flag, its value's noun in backquotes
	fallback string
}

// serveSettings are all of them, in the order of the README's table.
var serveSettings = []setting{
	{env: envListen, flag: "listen", usage: "the `address` to listen on, for the page, health, metrics and the platforms' HTTP calls; port 0 takes a free one", fallback: "127.0.0.1:8080"},
	{env: envPublicURL, flag: "public-url", usage: "the `address` under which readers reach the page; citations link to it"},
	{env: envState, flag: "state", usage: "the `folder` that keeps accepted questions until they are answered, and earlier editions (default your state folder)"},
	{env: envProxies, flag: "proxies", usage: "the `addresses` of reverse proxies, such as 127.0.0.1,10.0.0.0/8, whose X-Forwarded-For names the reader"},
	{env: envRate, flag: "rate", usage: "how many `questions` a second one reader may ask on the page, on average; 0 is no limit", fallback: "20"},
	{env: envSlackBotToken},
	{env: envSlackAppToken},
	{env: envSlackSigningSecret},
	{env: envSlackAPIURL, flag: "slack-api-url", usage: "the `address` of the Slack Web API", fallback: "https://slack.com/api/"},
	{env: envDiscordToken},
	{env: envDiscordApplication, flag: "discord-application-id", usage: "the `number` of the Discord application (default asked for)"},
	{env: envDiscordKey, flag: "discord-public-key", usage: "the public `key` of the Discord application; it opens /discord/interactions"},
	{env: envDiscordAPI, flag: "discord-api-url", usage: "the `address` of the Discord REST API", fallback: "https://discord.com/api/v9/"},
	{env: envDiscordShards, flag: "discord-shards", usage: "the `shards` of this process, such as 0-3/16 (default all)"},
}

// defineServeFlags adds the flags of serve and doctor.
func (p *program) defineServeFlags(flags *pflag.FlagSet) {
	if p.given == nil {
		p.given = map[string][]*string{}
	}
	for _, s := range serveSettings {
		if s.flag == "" {
			continue
		}
		usage := s.usage + " (or " + s.env
		if s.fallback != "" {
			usage += "; default " + s.fallback
		}
		p.given[s.env] = append(p.given[s.env], flags.String(s.flag, "", usage+")"))
	}
}

// setting returns the value of a setting: the flag's, the environment's or the default.
func (p *program) setting(env string) string {
	for _, flag := range p.given[env] { // only one of the commands runs
		if *flag != "" {
			return *flag
		}
	}
	if value, _ := p.lookup(env); strings.TrimSpace(value) != "" {
		return strings.TrimSpace(value)
	}
	for _, s := range serveSettings {
		if s.env == env {
			return s.fallback
		}
	}
	return ""
}

// secret returns a secret from the environment or from the file that NAME_FILE names; ""
// if neither is set. No error holds it.
func (p *program) secret(env string) (bot.Secret, error) {
	value, _ := p.lookup(env)
	file, _ := p.lookup(env + "_FILE")
	switch {
	case file == "":
		return bot.Secret(strings.TrimSpace(value)), nil
	case strings.TrimSpace(value) != "":
		return "", usagef("%s and %s_FILE are both set; leave one out", env, env)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", usagef("%s_FILE: %w", env, err)
	}
	secret := bot.Secret(strings.TrimSpace(string(content)))
	if secret == "" {
		return "", usagef("%s_FILE: %s is empty", env, file)
	}
	return secret, nil
}

// address returns a setting that is an http or https address, "" if it is not set.
func (p *program) address(env string) (string, error) {
	text := p.setting(env)
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", usagef("%s %q: use an address such as https://bot.example.org/", env, text)
	}
	return text, nil
}

// links returns where citations can be read.
func (p *program) links() (bot.Links, error) {
	address, err := p.address(envPublicURL)
	if err != nil {
		return bot.Links{}, err
	}
	links, err := bot.NewLinks(address)
	if err != nil {
		return bot.Links{}, usagef("%s: %w", envPublicURL, err)
	}
	return links, nil
}

// stateFolder returns the folder of the state, which it makes.
func (p *program) stateFolder() (string, error) {
	folder := p.setting(envState)
	if folder == "" {
		base, _ := p.lookup("XDG_STATE_HOME")
		if !filepath.IsAbs(base) {
			home, err := os.UserHomeDir()
			if err != nil {
				return "", errors.New("there is no home folder to keep the state in; name a folder with --state or " + envState)
			}
			base = filepath.Join(home, ".local", "state")
		}
		folder = filepath.Join(base, "statementbot")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of the state: %w; name another with --state or %s", err, envState)
	}
	return folder, nil
}
