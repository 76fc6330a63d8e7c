package main

import (
	"context"

	"statementbot/adapters/slack"
	"statementbot/bot"
)

// slackConfig returns what the settings say of Slack; ok is false where they say nothing.
func (p *program) slackConfig() (config slack.Config, ok bool, err error) {
	for env, secret := range map[string]*bot.Secret{
		envSlackBotToken: &config.BotToken, envSlackAppToken: &config.AppToken, envSlackSigningSecret: &config.SigningSecret,
	} {
		if *secret, err = p.secret(env); err != nil {
			return config, false, err
		}
	}
	if config.APIURL, err = p.address(envSlackAPIURL); err != nil {
		return config, false, err
	}
	return config, config.BotToken != "" || config.AppToken != "" || config.SigningSecret != "", nil
}

// slack returns the adapter of Slack, nil where it is not configured.
func (s *site) slack(ctx context.Context) (*adapter, error) {
	config, ok, err := s.slackConfig()
	if err != nil || !ok {
		return nil, err
	}
	if err := config.Check(); err != nil {
		return nil, usageError{err}
	}
	if config.Links, err = s.links(); err != nil {
		return nil, err
	}
	if config.Journal, err = s.journal(ctx); err != nil {
		return nil, err
	}
	config.Documents, config.Meter, config.Drain = s.docs, s.meter, drainLimit
	config.Gate = bot.NewGate(s.docs, s.log.With("adapter", "slack"))
	a, err := slack.New(ctx, config, s.bot, s.log)
	if err != nil {
		return nil, err
	}
	return &adapter{name: "slack", run: a.Run, routes: a.Routes, ready: a.Ready}, nil
}
