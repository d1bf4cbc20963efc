// The aims of docs/cluster.md and docs/faults.md, compared with what was measured.

/** How much longer things may take under sanitizers. */
const patience = 3;

/**
 * For each measure of `measure` that may be limited: its words, its unit, which of its times counts, and whether that is a duration.
 * @type {Record<string, {words: string, unit: string, of: 'p50'|'p99'|'max', isTime: boolean}>}
 */
export const limits = {
  moved: { words: '99 % of the rooms were served elsewhere', unit: 'ms', of: 'p99', isTime: true },
  resumed: { words: '99 % of the clients had resumed', unit: 'ms', of: 'p99', isTime: true },
  gaps: { words: '99 % of those who were sent away had resumed', unit: 'ms', of: 'p99', isTime: true },
  rejoined: { words: 'all nodes served', unit: 'ms', of: 'max', isTime: true },
  waits: { words: '99 % of the messages were acknowledged', unit: 'ms', of: 'p99', isTime: true },
  arrivals: { words: 'all mail had arrived', unit: 'ms', of: 'max', isTime: true },
  converged: { words: 'all devices showed the same', unit: 'ms', of: 'max', isTime: true },
  refused: { words: 'operations were refused for a while', unit: '% in one round', of: 'max', isTime: false },
};

/** What holds for each scenario that does not say otherwise: of what is asked, so much may be refused for a while, and each room is served again. */
const usual = { refused: 10, moved: 90_000 };

/**
 * @param {Map<string, object>} measures by the name of the scenario
 * @param {{name: string, most?: Record<string, number>}[]} scenarios
 * @param {boolean} sanitized whether the nodes run under sanitizers
 * @returns {{invariant: string, text: string}[]} a violation for each measure that exceeds its limit
 */
export function exceeded(measures, scenarios, sanitized) {
  return scenarios.flatMap(({ name, most = {} }) =>
    Object.entries({ ...usual, ...most }).flatMap(([measure, limit]) => {
      const { words, unit, of, isTime } = limits[measure];
      const allowed = limit * (sanitized && isTime ? patience : 1);
      const times = measures.get(name)?.[measure];
      // What never happens is no matter of shares.
      const value = times?.max === Infinity ? Infinity : times?.[of];
      if (value === undefined || value <= allowed) return [];
      return [{ invariant: 'F', text: `“${name}”: ${words}: ${value} ${unit}, at most ${allowed} are allowed` }];
    }));
}
