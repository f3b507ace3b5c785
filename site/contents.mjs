// The pages of the site in the order of its menu, as files of the repository.
export const contents = [
  {
    title: 'Start',
    pages: {
      'README.md': 'Try it',
      'docs/personal.md': 'Just for me',
      'docs/operating.md': 'A lab, and many servers',
    },
  },
  {
    title: 'Guides',
    pages: {
      'docs/deliverability.md': 'Deliverability',
      'docs/sources.md': 'Sources',
      'docs/topics.md': 'Topics of your own',
      'docs/branding.md': 'Your own name on it',
      'docs/mail.md': 'The digest email',
      'docs/bounces.md': 'Bounces and complaints',
      'docs/lanes.md': 'Several relays',
      'docs/upgrading.md': 'Upgrading',
      'docs/troubleshooting.md': 'Troubleshooting',
      'docs/glossary.md': 'Glossary',
    },
  },
  {
    title: 'Reference',
    pages: {
      'docs/cli.md': 'Command line',
      'docs/configuration.md': 'Configuration',
      'docs/api.md': 'API',
      'docs/web.md': 'Pages and feeds',
      'CHANGELOG.md': 'Changelog',
    },
  },
  {
    title: 'How it works',
    pages: {
      'docs/how-papers-are-chosen.md': 'How papers are chosen',
      'docs/learning.md': 'Learning from marks',
      'docs/relevance.md': 'Accuracy',
      'docs/architecture.md': 'Architecture',
      'docs/reading-the-code.md': 'Reading the code',
      'docs/performance.md': 'Performance',
      'docs/scaling.md': 'Scaling',
      'docs/faults.md': 'Faults',
      'docs/security.md': 'Security',
      'docs/asvs.md': 'ASVS',
      'docs/decisions': 'Decisions',
      'CONTRIBUTING.md': 'Contributing',
    },
  },
]
