import {
  CreateCampaignCommand,
  DeleteCampaignCommand,
  DescribeCampaignCommand,
  DescribeDatasetGroupCommand,
  DescribeRecipeCommand,
  DescribeRecommenderCommand,
  DescribeSolutionCommand,
  DescribeSolutionVersionCommand,
  ListCampaignsCommand,
  ListDatasetGroupsCommand,
  ListRecommendersCommand,
  ListSolutionsCommand,
  ListTagsForResourceCommand,
  paginateListCampaigns,
  StartRecommenderCommand,
  StopRecommenderCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateCampaignCommand,
  UpdateRecommenderCommand,
} from '@aws-sdk/client-personalize';
import { describe, expect, test } from '@jest/globals';
import { clientsOf, failureOf, NOW, opened } from './testing.ts';
import { HOUR, MINUTE, steady } from './traffic.ts';
import { world } from './world.ts';

const arn = (path: string) => `arn:aws:personalize:us-east-1:123456789012:${path}`;
const campaignArn = arn('campaign/home');
const recommenderArn = arn('recommender/for-you');

const shop = world({
  regions: {
    'us-east-1': {
      datasetGroups: { movies: {}, retail: { domain: 'ECOMMERCE' } },
      campaigns: [
        {
          name: 'home',
          datasetGroup: 'movies',
          recipe: 'aws-user-personalization-v2',
          minProvisionedTPS: 10,
          traffic: steady(4),
          tags: { team: 'web' },
          campaignConfig: { enableMetadataWithRecommendations: true },
        },
        { name: 'synced', datasetGroup: 'movies', syncWithLatestSolutionVersion: true },
        { name: 'new', datasetGroup: 'movies', status: 'CREATE IN_PROGRESS', ageDays: 0 },
        { name: 'broken', datasetGroup: 'movies', status: 'CREATE FAILED', failureReason: 'No data' },
        {
          name: 'growing',
          datasetGroup: 'movies',
          latestCampaignUpdate: { status: 'CREATE IN_PROGRESS', minProvisionedTPS: 9 },
        },
      ],
      recommenders: [
        {
          name: 'for-you',
          datasetGroup: 'retail',
          minRecommendationRequestsPerSecond: 6,
          recommenderConfig: { trainingDataConfig: { excludedDatasetColumns: { ITEMS: ['PRICE'] } } },
          traffic: steady(1),
        },
        { name: 'bare', datasetGroup: 'retail', recommenderConfig: null },
      ],
    },
  },
});

describe('Personalize reads', () => {
  test('listings of campaigns have neither floor nor solution version; recommenders have their floor', async () => {
    const { personalize } = clientsOf(await opened(shop));
    const { campaigns = [] } = await personalize.send(new ListCampaignsCommand({}));
    expect(campaigns.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'home ACTIVE',
      'synced ACTIVE',
      'new CREATE IN_PROGRESS',
      'broken CREATE FAILED',
      'growing ACTIVE',
    ]);
    expect(Object.keys(campaigns[0] ?? {}).sort()).toEqual([
      'campaignArn',
      'creationDateTime',
      'lastUpdatedDateTime',
      'name',
      'status',
    ]);
    const { recommenders = [] } = await personalize.send(new ListRecommendersCommand({}));
    expect(recommenders[0]?.recommenderConfig?.minRecommendationRequestsPerSecond).toBe(6);
    expect(recommenders[1]?.recommenderConfig).toBeUndefined();
  });

  test('a campaign leads to its recipe and dataset group', async () => {
    const { personalize } = clientsOf(await opened(shop));
    const { campaign } = await personalize.send(new DescribeCampaignCommand({ campaignArn }));
    expect(campaign).toMatchObject({
      minProvisionedTPS: 10,
      campaignConfig: { enableMetadataWithRecommendations: true },
    });
    expect(campaign?.latestCampaignUpdate).toBeUndefined();
    const { solutionVersionArn } = campaign ?? {};
    const { solutionVersion } = await personalize.send(
      new DescribeSolutionVersionCommand({ solutionVersionArn }),
    );
    expect(solutionVersion?.recipeArn).toBe('arn:aws:personalize:::recipe/aws-user-personalization-v2');
    const { datasetGroupArn } = solutionVersion ?? {};
    const { datasetGroup } = await personalize.send(new DescribeDatasetGroupCommand({ datasetGroupArn }));
    expect(datasetGroup).toMatchObject({ name: 'movies', status: 'ACTIVE' });
    expect(datasetGroup?.domain).toBeUndefined();
    const { solutions = [] } = await personalize.send(new ListSolutionsCommand({ datasetGroupArn }));
    expect(solutions.map(({ solutionArn }) => solutionArn)).toContain(solutionVersion?.solutionArn);
    const { recipe } = await personalize.send(
      new DescribeRecipeCommand({ recipeArn: solutionVersion?.recipeArn }),
    );
    expect(recipe?.recipeType).toBe('USER_PERSONALIZATION');
  });

  test('a campaign that follows its solution shows $LATEST, which is no version', async () => {
    const { personalize } = clientsOf(await opened(shop));
    const described = await personalize.send(
      new DescribeCampaignCommand({ campaignArn: arn('campaign/synced') }),
    );
    const solutionVersionArn = described.campaign?.solutionVersionArn;
    expect(solutionVersionArn).toBe(arn('solution/synced-solution/$LATEST'));
    expect(described.campaign?.campaignConfig?.syncWithLatestSolutionVersion).toBe(true);
    expect(
      await failureOf(personalize.send(new DescribeSolutionVersionCommand({ solutionVersionArn }))),
    ).toMatch(/^ResourceNotFoundException/);
    const { solution } = await personalize.send(
      new DescribeSolutionCommand({ solutionArn: arn('solution/synced-solution') }),
    );
    expect(solution?.recipeArn).toMatch(/aws-user-personalization$/);
  });

  test('pages are as small as told, and their tokens fit nothing else', async () => {
    const sandbox = await opened(shop, { pageSize: 2 });
    const { personalize } = clientsOf(sandbox);
    const pages = [];
    for await (const { campaigns } of paginateListCampaigns({ client: personalize }, {}))
      pages.push(campaigns?.length);
    expect(pages).toEqual([2, 2, 1]);
    const { nextToken } = await personalize.send(new ListCampaignsCommand({}));
    const elsewhere = clientsOf(sandbox, 'eu-west-1').personalize;
    for (const request of [
      personalize.send(new ListDatasetGroupsCommand({ nextToken })),
      personalize.send(new ListCampaignsCommand({ nextToken: 'made-up' })),
      personalize.send(new ListCampaignsCommand({ nextToken, solutionArn: arn('solution/home-solution') })),
      elsewhere.send(new ListCampaignsCommand({ nextToken })),
    ])
      expect(await failureOf(request)).toMatch(/^InvalidNextTokenException/);
  });

  test.each([
    ['a page of 101', () => new ListCampaignsCommand({ maxResults: 101 }), 'InvalidInputException'],
    ['what is no ARN', () => new DescribeCampaignCommand({ campaignArn: 'home' }), 'InvalidInputException'],
    ['no ARN at all', () => new DescribeCampaignCommand({ campaignArn: undefined }), 'InvalidInputException'],
    [
      'the ARN of another kind',
      () => new DescribeCampaignCommand({ campaignArn: recommenderArn }),
      'InvalidInputException',
    ],
    [
      'a resource that is not there',
      () => new DescribeCampaignCommand({ campaignArn: arn('campaign/x') }),
      'ResourceNotFoundException',
    ],
    [
      'another account',
      () => new DescribeCampaignCommand({ campaignArn: campaignArn.replace('123456789012', '999999999999') }),
      'AccessDeniedException',
    ],
  ])('refused: %s', async (_, command, error) => {
    const { personalize } = clientsOf(await opened(shop));
    expect(await failureOf(personalize.send(command() as ListCampaignsCommand))).toMatch(
      new RegExp(`^${error}: `),
    );
  });

  test('tags have keys in lower case', async () => {
    const { personalize } = clientsOf(await opened(shop));
    await personalize.send(
      new TagResourceCommand({ resourceArn: campaignArn, tags: [{ tagKey: 'a', tagValue: 'b' }] }),
    );
    await personalize.send(new UntagResourceCommand({ resourceArn: campaignArn, tagKeys: ['team'] }));
    const { tags } = await personalize.send(new ListTagsForResourceCommand({ resourceArn: campaignArn }));
    expect(tags).toEqual([{ tagKey: 'a', tagValue: 'b' }]);
  });
});

describe('Personalize changes', () => {
  test('an update shows only in latestCampaignUpdate until it is through, and keeps others out', async () => {
    const sandbox = await opened(shop);
    const { personalize } = clientsOf(sandbox);
    const describe = async () =>
      (await personalize.send(new DescribeCampaignCommand({ campaignArn }))).campaign;
    await personalize.send(new UpdateCampaignCommand({ campaignArn, minProvisionedTPS: 3 }));
    expect(await describe()).toMatchObject({
      status: 'ACTIVE',
      minProvisionedTPS: 10,
      latestCampaignUpdate: { status: 'CREATE PENDING', minProvisionedTPS: 3 },
    });
    const again = personalize.send(new UpdateCampaignCommand({ campaignArn, minProvisionedTPS: 4 }));
    expect(await failureOf(again)).toMatch(/^ResourceInUseException/);
    sandbox.clock.advance(5 * MINUTE);
    expect((await describe())?.latestCampaignUpdate?.status).toBe('CREATE IN_PROGRESS');
    sandbox.clock.advance(5 * MINUTE);
    expect(await describe()).toMatchObject({
      minProvisionedTPS: 3,
      latestCampaignUpdate: { status: 'ACTIVE' },
      campaignConfig: { enableMetadataWithRecommendations: true },
      lastUpdatedDateTime: new Date(NOW + 10 * MINUTE),
    });
  });

  test('what the world shows in flight comes to its end', async () => {
    const sandbox = await opened(shop);
    sandbox.clock.advance(HOUR);
    const region = sandbox.region('us-east-1');
    expect(region.campaign('new').status).toBe('ACTIVE');
    expect(region.campaign('growing').minProvisionedTPS).toBe(9);
    expect(region.campaign('broken').status).toBe('CREATE FAILED');
  });

  test('UpdateRecommender replaces the configuration, or merges into it', async () => {
    for (const updateRecommender of ['replace', 'merge'] as const) {
      const sandbox = await opened(shop, { updateRecommender });
      const { personalize } = clientsOf(sandbox);
      const recommenderConfig = { minRecommendationRequestsPerSecond: 2 };
      await personalize.send(new UpdateRecommenderCommand({ recommenderArn, recommenderConfig }));
      sandbox.clock.advance(HOUR);
      const { recommender } = await personalize.send(new DescribeRecommenderCommand({ recommenderArn }));
      expect(recommender?.recommenderConfig?.minRecommendationRequestsPerSecond).toBe(2);
      expect(recommender?.recommenderConfig?.trainingDataConfig !== undefined).toBe(
        updateRecommender === 'merge',
      );
    }
  });

  test('a stopped recommender serves nothing until it is started', async () => {
    const sandbox = await opened(shop);
    const { personalize } = clientsOf(sandbox);
    const region = sandbox.region('us-east-1');
    expect(await failureOf(personalize.send(new StartRecommenderCommand({ recommenderArn })))).toMatch(
      /^ResourceInUse/,
    );
    await personalize.send(new StopRecommenderCommand({ recommenderArn }));
    expect(region.recommender('for-you').status).toBe('STOP PENDING');
    sandbox.clock.advance(HOUR);
    expect(region.recommender('for-you').status).toBe('INACTIVE');
    await personalize.send(new StartRecommenderCommand({ recommenderArn }));
    sandbox.clock.advance(HOUR);
    expect(region.recommender('for-you').status).toBe('ACTIVE');
    expect(region.requests('for-you', NOW, NOW + 2 * HOUR)).toBe(50 * 60);
  });

  test('a deleted campaign goes, and comes back under its name with its traffic', async () => {
    const sandbox = await opened(shop);
    const { personalize } = clientsOf(sandbox);
    const region = sandbox.region('us-east-1');
    const { solutionVersionArn } = region.campaign('home');
    const create = new CreateCampaignCommand({ name: 'home', solutionVersionArn, minProvisionedTPS: 2 });
    expect(await failureOf(personalize.send(create))).toMatch(/^ResourceAlreadyExistsException/);
    await personalize.send(new DeleteCampaignCommand({ campaignArn }));
    expect(region.campaign('home').status).toBe('DELETE PENDING');
    sandbox.clock.advance(HOUR);
    expect(await failureOf(personalize.send(new DescribeCampaignCommand({ campaignArn })))).toMatch(
      /NotFound/,
    );
    await personalize.send(create);
    sandbox.clock.advance(HOUR);
    expect(region.campaign('home')).toMatchObject({ status: 'ACTIVE', minProvisionedTPS: 2 });
    sandbox.clock.advance(HOUR);
    expect(region.requests('home', NOW, NOW + 3 * HOUR)).toBe(4 * 110 * 60);
  });

  test('following a solution takes $LATEST; $LATEST alone is the version of now', async () => {
    const sandbox = await opened(shop);
    const { personalize } = clientsOf(sandbox);
    const { solutionVersionArn = '' } = sandbox.region('us-east-1').campaign('home');
    const latest = solutionVersionArn.replace(/[^/]+$/, () => '$LATEST');
    const campaignConfig = { syncWithLatestSolutionVersion: true };
    const create = (name: string, input: object) =>
      personalize.send(new CreateCampaignCommand({ name, solutionVersionArn: latest, ...input }));
    expect(await failureOf(create('a', { solutionVersionArn, campaignConfig }))).toMatch(
      /^InvalidInputException/,
    );
    await create('b', { campaignConfig });
    await create('c', {});
    const region = sandbox.region('us-east-1');
    expect(region.campaign('b').solutionVersionArn).toBe(latest);
    expect(region.campaign('c').solutionVersionArn).toBe(solutionVersionArn);
  });

  test('floors under one, unknown solution versions and campaigns being created are refused', async () => {
    const { personalize } = clientsOf(await opened(shop));
    const update = (input: object) =>
      failureOf(personalize.send(new UpdateCampaignCommand({ campaignArn, ...input })));
    expect(await update({ minProvisionedTPS: 0 })).toMatch(/^InvalidInputException/);
    expect(await update({ minProvisionedTPS: 1.5 })).toMatch(/^SerializationException/);
    expect(await update({ solutionVersionArn: arn('solution/other/1234') })).toMatch(
      /^ResourceNotFoundException/,
    );
    expect(await update({ campaignArn: arn('campaign/new'), minProvisionedTPS: 2 })).toMatch(
      /^ResourceInUseException/,
    );
  });
});
