import { levels, Problem } from '@bluehelm/kernel';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { accessProblems, redeem, revoke, rights, roleNames, roles } from '../../access/index.ts';
import type { App, RoomNeeds } from '../app.ts';
import { content, MissionRef, Nothing } from '../schemas.ts';
import { cookieName } from './authentication.ts';
import type { Recogniser } from './recogniser.ts';
import { refusalPage, refusalPagePolicy } from './refusal-page.ts';

const choice = (values: readonly string[]) => Type.String({ enum: [...values] });

/** Signing in and out, who one is, and which missions there are. */
export const sessionRoutes = (app: App, needs: RoomNeeds, recogniser: Recogniser): void => {
  const cookie = (request: FastifyRequest) => ({
    path: '/',
    httpOnly: true,
    // strict would lose the cookie on the very redirect from a link in a terminal or mail
    sameSite: 'lax' as const,
    secure: request.protocol === 'https',
  });

  app.get(
    '/sign-in',
    {
      config: { open: true },
      schema: {
        summary: 'Use a one-time sign-in link',
        tags: ['session'],
        querystring: Type.Object({ token: Type.String({ maxLength: 200 }) }, { additionalProperties: false }),
        response: {
          303: { ...Nothing, description: 'signed in: a cookie is set, the web app follows' },
          '4xx': content('text/html', Type.String(), 'a page that says what is wrong and how to mend it'),
        },
      },
      errorHandler: (error, request, reply) => {
        if (!(error instanceof Problem)) throw error;
        request.log.info({ code: error.code }, 'sign-in refused');
        return reply
          .code(error.status)
          .header('content-security-policy', refusalPagePolicy)
          .type('text/html; charset=utf-8')
          .send(refusalPage(error));
      },
    },
    async (request, reply) => {
      const { secret, credential } = await app.limited(request, reply, () =>
        redeem(needs.db, request.query.token),
      );
      return reply
        .setCookie(cookieName, secret, { ...cookie(request), expires: credential.expiresAt })
        .code(303)
        .header('location', '/')
        .send();
    },
  );

  app.post(
    '/api/v1/sign-out',
    {
      config: { missionless: true },
      schema: { summary: 'End this session', tags: ['session'], response: { 204: Nothing } },
    },
    async (request, reply) => {
      // a token outlives a browser's session: it is revoked where it was made
      if (request.credential.use !== 'session')
        throw new Problem(
          accessProblems.signInNeeded,
          'Only a session signed in by cookie can be signed out.',
          {
            mend: 'Revoke a token with: bluehelm token revoke',
          },
        );
      await revoke(needs.db, request.credential.id);
      recogniser.forget();
      return reply.clearCookie(cookieName, cookie(request)).code(204).send(null);
    },
  );

  app.get(
    '/api/v1/session',
    {
      schema: {
        summary: 'Who is signed in, and what they may do and see',
        tags: ['session'],
        response: {
          200: Type.Object({
            actor: Type.String(),
            role: choice(roleNames),
            rights: Type.Array(choice(rights)),
            clearance: Type.Object({
              level: choice(levels),
              compartments: Type.Array(Type.String()),
              organisation: Type.String(),
            }),
            expiresAt: Type.String(),
            mission: MissionRef,
            missions: Type.Array(MissionRef),
          }),
        },
      },
    },
    async ({ session, credential }) => ({
      actor: session.actor,
      role: session.role,
      rights: [...roles[session.role]],
      clearance: { ...session.clearance, compartments: [...session.clearance.compartments] },
      expiresAt: credential.expiresAt.toISOString(),
      mission: session.mission,
      missions: await recogniser.missions(credential),
    }),
  );

  app.get(
    '/api/v1/missions',
    {
      config: { missionless: true },
      schema: {
        summary: 'The missions that can be entered',
        tags: ['session'],
        response: { 200: Type.Object({ missions: Type.Array(MissionRef) }) },
      },
    },
    async ({ credential }) => ({ missions: await recogniser.missions(credential) }),
  );
};
