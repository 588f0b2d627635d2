import { Controller, Get, Param } from '@nestjs/common';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { key } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { ProfileViews } from './profile-views';
import { profileList, profileView } from '../requests.dto';

@Controller('api/v1/profiles')
export class ProfilesController {
  constructor(private readonly views: ProfileViews) {}

  @Get()
  @Endpoint({
    summary: 'What may be asked for, and whether by you',
    access: 'signed-in',
    scopes: ['read'],
    response: profileList,
  })
  list(@CurrentPrincipal() principal: Principal) {
    return this.views.list(principal);
  }

  @Get(':key')
  @Endpoint({
    summary: 'One access profile with its rules',
    access: 'signed-in',
    scopes: ['read'],
    response: profileView,
  })
  one(@CurrentPrincipal() principal: Principal, @Param('key', zod(key)) profileKey: string) {
    return this.views.one(principal, profileKey);
  }
}
