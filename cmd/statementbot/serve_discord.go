package main

import (
	"context"
	"fmt"

	"statementbot/adapters/discord"
	"statementbot/bot"
)

// discord returns the adapter for Discord, nil where no token is set.
func (s *site) discord(ctx context.Context) (*adapter, error) {
	config, err := s.discordConfig()
	if err != nil || config.Token == "" {
		return nil, err
	}
	config.Documents, config.Meter, config.Drain = s.docs, s.meter, drainLimit
	config.Gate = s.gate(s.docs, "discord")
	if config.Links, err = s.links(); err != nil {
		return nil, err
	}
	if config.State, err = s.stateFolder(); err != nil {
		return nil, err
	}
	if config.Journal, err = s.journal(ctx); err != nil {
		return nil, err
	}
	a, err := discord.New(ctx, config, s.bot, s.log.With("adapter", "discord"))
	if err != nil {
		return nil, err
	}
	return &adapter{name: "discord", run: a.Run, routes: a.Routes, ready: a.Ready}, nil
}

// discordConfig reads the settings of Discord.
func (p *program) discordConfig() (discord.Config, error) {
	var config discord.Config
	var err error
	if config.Token, err = p.secret(envDiscordToken); err != nil {
		return config, err
	}
	config.ApplicationID = p.setting(envDiscordApplication)
	config.PublicKey = p.setting(envDiscordKey)
	if config.APIURL, err = p.address(envDiscordAPI); err != nil {
		return config, err
	}
	if config.Shards, err = discord.ParseShards(p.setting(envDiscordShards)); err != nil {
		return config, usageError{fmt.Errorf("%s: %w", envDiscordShards, err)}
	}
	if err := config.Check(); err != nil {
		return config, usageError{err}
	}
	return config, nil
}

// examineDiscord asks Discord about the settings.
func (p *program) examineDiscord(ctx context.Context) []bot.Finding {
	config, err := p.discordConfig()
	switch {
	case err != nil:
		return wrong(err)
	case config.Token == "":
		return []bot.Finding{{Text: "not configured"}}
	}
	if config.Documents, err = p.documents(); err != nil {
		return wrong(err)
	}
	return config.Examine(ctx)
}
