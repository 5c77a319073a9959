/**
 * Names of IAM actions, in lower case because IAM compares them without case.
 *
 * Source: the policy data of cfn-lint 1.51 (MIT-0), which is taken from the AWS Service Authorization Reference, and for
 * cognito-idp and cognito-identity also the commands of the SDK, which a test compares with this list. To update it, take
 * the names from https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */

/** Prefixes of all services. */
export const servicePrefixes: ReadonlySet<string> = parseNames(`
  a2c a4b access-analyzer account acm acm-pca aco-automation action-recommendations activate agentaccess-mcp aidevops
  aiops airflow airflow-serverless amplify amplifybackend amplifyuibuilder aoss apigateway app-integrations appconfig
  appfabric appflow application-autoscaling application-signals application-signals-mcp application-transformation
  applicationinsights appmesh appmesh-preview apprunner appstream appstudio appsync apptest aps arc-region-switch
  arc-zonal-shift arsenal artifact athena auditmanager autoscaling autoscaling-plans aws-external-anthropic
  aws-marketplace aws-marketplace-management aws-portal awsconnector b2bi backup backup-gateway backup-search
  backup-storage batch bcm-dashboards bcm-data-exports bcm-pricing-calculator bcm-recommended-actions bedrock
  bedrock-agentcore bedrock-mantle billing billingconductor braket budgets bugbust cases cassandra ce chatbot chime
  cleanrooms cleanrooms-ml cloud9 clouddirectory cloudformation cloudfront cloudfront-keyvaluestore cloudhsm cloudsearch
  cloudshell cloudtrail cloudtrail-data cloudwatch codeartifact codebuild codecatalyst codecommit codeconnections
  codedeploy codedeploy-commands-secure codeguru codeguru-profiler codeguru-reviewer codeguru-security codepipeline
  codestar codestar-connections codestar-notifications codewhisperer cognito-identity cognito-idp cognito-sync
  comprehend comprehendmedical compute-optimizer config connect connect-campaigns consoleapp consolidatedbilling
  controlcatalog controltower cost-optimization-hub cur customer-verification databrew dataexchange datapipeline
  datasync datazone dax dbqms deadline detective devicefarm devops-guru directconnect discovery dlm dms docdb-elastic
  drs ds ds-data dsql dynamodb ebs ec2 ec2-instance-connect ec2messages ecr ecr-public ecs ecs-mcp eks eks-auth eks-mcp
  elasticache elasticbeanstalk elasticfilesystem elasticloadbalancing elasticmapreduce elastictranscoder
  elemental-activations elemental-appliances-software elemental-inference elemental-support-cases
  elemental-support-content emr-containers emr-serverless entityresolution es events evidently evs execute-api finspace
  finspace-api firehose fis fms forecast frauddetector freertos freetier fsx gamelift gameliftstreams geo geo-maps
  geo-places geo-routes glacier globalaccelerator glue grafana greengrass groundstation groundtruthlabeling guardduty
  health health-agent healthlake honeycode iam identity-sync identitystore identitystore-auth imagebuilder importexport
  inspector inspector-scan inspector2 inspector2-telemetry interconnect internetmonitor invoicing iot iot-device-tester
  iotanalytics iotdeviceadvisor iotevents iotfleethub iotfleetwise iotjobsdata iotmanagedintegrations iotsitewise
  iottwinmaker iotwireless iq iq-permission ivs ivschat kafka kafka-cluster kafkaconnect kendra kendra-ranking kinesis
  kinesisanalytics kinesisvideo kms lakeformation lambda launchwizard lex license-manager
  license-manager-linux-subscriptions license-manager-user-subscriptions lightsail logs lookoutequipment lookoutmetrics
  lookoutvision m2 machinelearning macie2 managedblockchain managedblockchain-query mapcredits
  marketplacecommerceanalytics mechanicalturk mediaconnect mediaconvert mediaimport medialive mediapackage
  mediapackage-vod mediapackagev2 mediastore mediatailor medical-imaging memorydb mgh mgn migrationhub-orchestrator
  migrationhub-strategy mobileanalytics mobiletargeting monitron mpa mq neptune-db neptune-graph network-firewall
  network-security-director networkflowmonitor networkmanager networkmanager-chat networkmonitor nimble notifications
  notifications-contacts nova-act oam observabilityadmin odb omics one opensearch opsworks opsworks-cm organizations
  osis outposts panorama partnercentral partnercentral-account-management payment-cryptography payments pca-connector-ad
  pca-connector-scep pcs personalize pi pipes polly pricing pricingplanmanager private-networks profile proton
  purchase-orders q qapps qbusiness qdeveloper qldb quicksight ram rbin rds rds-data rds-db redshift redshift-data
  redshift-serverless refactor-spaces rekognition repostspace researchstudio resiliencehub resource-explorer
  resource-explorer-2 resource-groups rhelkb robomaker rolesanywhere route53 route53-recovery-cluster
  route53-recovery-control-config route53-recovery-readiness route53domains route53globalresolver route53profiles
  route53resolver rtbfabric rum s3 s3-object-lambda s3-outposts s3express s3files s3tables s3vectors sagemaker
  sagemaker-data-science-assistant sagemaker-geospatial sagemaker-mlflow sagemaker-unified-studio-mcp savingsplans
  scheduler schemas scn sdb secretsmanager security-ir securityagent securityhub securitylake serverlessrepo
  servicecatalog servicediscovery serviceextract servicequotas ses shield signer signin simspaceweaver sms sms-voice
  snow-device-management snowball sns social-messaging sqlworkbench sqs ssm ssm-contacts ssm-guiconnect ssm-incidents
  ssm-quicksetup ssm-sap ssmmessages sso sso-directory sso-oauth states storagegateway sts support support-console
  supportapp supportplans sustainability swf synthetics tag tax textract thinclient timestream timestream-influxdb tiros
  tnb transcribe transfer transform transform-custom translate trustedadvisor ts user-subscriptions uxc vendor-insights
  verified-access verifiedpermissions voiceid vpc-lattice vpc-lattice-svcs vpce waf waf-regional wafv2 wam
  wellarchitected wickr wisdom workdocs worklink workmail workmailmessageflow workspaces workspaces-instances
  workspaces-web xray
`);

/** All actions of the services that are likely in an app like this one, by prefix. Other services are not covered. */
export const serviceActions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'apigateway',
    parseNames(`
      addcertificatetodomain createaccessassociation createportal createportalproduct createproductpage
      createproductrestendpointpage createroutingrule delete deleteportal deleteportalproduct
      deleteportalproductsharingpolicy deleteproductpage deleteproductrestendpointpage deleteroutingrule disableportal
      get getportal getportalproduct getportalproductsharingpolicy getproductpage getproductrestendpointpage
      getroutingrule listportalproducts listportals listproductpages listproductrestendpointpages listroutingrules patch
      post previewportal publishportal put putportalproductsharingpolicy rejectaccessassociation
      removecertificatefromdomain setwebacl updatedomainnamemanagementpolicy updatedomainnamepolicy updateportal
      updateportalproduct updateproductpage updateproductrestendpointpage updaterestapipolicy updateroutingrule
    `),
  ],
  [
    'cognito-identity',
    parseNames(`
      createidentitypool deleteidentities deleteidentitypool describeidentity describeidentitypool
      getcredentialsforidentity getid getidentitypoolanalytics getidentitypooldailyanalytics getidentitypoolroles
      getidentityproviderdailyanalytics getopenidtoken getopenidtokenfordeveloperidentity getprincipaltagattributemap
      listidentities listidentitypools listtagsforresource lookupdeveloperidentity mergedeveloperidentities
      setidentitypoolroles setprincipaltagattributemap tagresource unlinkdeveloperidentity unlinkidentity untagresource
      updateidentitypool
    `),
  ],
  [
    'cognito-idp',
    parseNames(`
      addcustomattributes adduserpoolclientsecret adminaddusertogroup adminconfirmsignup admincreateuser
      admindeletesoftwaretoken admindeleteuser admindeleteuserattributes admindisableproviderforuser admindisableuser
      adminenableuser adminforgetdevice admingetdevice admingetuser admingetuserauthfactors admininitiateauth
      adminlinkproviderforuser adminlistdevices adminlistgroupsforuser adminlistuserauthevents adminlistusersessions
      adminremoveuserfromgroup adminresetuserpassword adminrespondtoauthchallenge adminrevokeusersession
      adminsetusermfapreference adminsetuserpassword adminsetusersettings adminupdateautheventfeedback
      adminupdatedevicestatus adminupdateuserattributes adminuserglobalsignout associatesoftwaretoken associatewebacl
      changepassword completewebauthnregistration confirmdevice confirmforgotpassword confirmsignup creategroup
      createidentityprovider createmanagedloginbranding createresourceserver createterms createuserimportjob
      createuserpool createuserpoolclient createuserpooldomain createuserpoolreplica deletegroup deleteidentityprovider
      deletemanagedloginbranding deleteresourceserver deleteterms deleteuser deleteuserattributes deleteuserpool
      deleteuserpoolclient deleteuserpoolclientsecret deleteuserpooldomain deleteuserpoolreplica
      deletewebauthncredential describeidentityprovider describemanagedloginbranding
      describemanagedloginbrandingbyclient describeresourceserver describeriskconfiguration describeterms
      describetermsbyclient describeuserimportjob describeuserpool describeuserpoolclient describeuserpooldomain
      disassociatewebacl forgetdevice forgotpassword getclienttoken getcsvheader getdevice getgroup
      getidentityproviderbyidentifier getlogdeliveryconfiguration getprovisionedlimit getsigningcertificate
      gettokensfromrefreshtoken getuicustomization getuser getuserattributeverificationcode getuserauthfactors
      getuserpoolclientsessionconfiguration getuserpoolmfaconfig getuserpoolsessionconfiguration getwebaclforresource
      globalsignout initiateauth listdevices listgroups listidentityproviders listresourceservers listresourcesforwebacl
      listtagsforresource listterms listuserimportjobs listuserpoolclients listuserpoolclientsecrets
      listuserpoolreplicas listuserpools listusers listusersessions listusersingroup listwebauthncredentials
      resendconfirmationcode respondtoauthchallenge revoketoken revokeusersession setlogdeliveryconfiguration
      setriskconfiguration setuicustomization setusermfapreference setuserpoolclientsessionconfiguration
      setuserpoolmfaconfig setuserpoolsessionconfiguration setusersettings signup startuserimportjob
      startwebauthnregistration stopuserimportjob tagresource untagresource updateautheventfeedback updatedevicestatus
      updategroup updateidentityprovider updatemanagedloginbranding updateprovisionedlimit updateresourceserver
      updateterms updateuserattributes updateuserpool updateuserpoolclient updateuserpooldomain updateuserpoolreplica
      verifysoftwaretoken verifyuserattribute
    `),
  ],
  [
    'dynamodb',
    parseNames(`
      associatetablereplica batchgetitem batchwriteitem conditioncheckitem createbackup createglobaltable
      createglobaltablewitness createtable createtablereplica deletebackup deleteglobaltablewitness deleteitem
      deleteresourcepolicy deletetable deletetablereplica describebackup describecontinuousbackups
      describecontributorinsights describeendpoints describeexport describeglobaltable describeglobaltablesettings
      describeimport describekinesisstreamingdestination describelimits describereservedcapacity
      describereservedcapacityofferings describestream describetable describetablereplicaautoscaling describetimetolive
      disablekinesisstreamingdestination enablekinesisstreamingdestination exporttabletopointintime getabacstatus
      getitem getrecords getresourcepolicy getsharditerator importtable injecterror listbackups listcontributorinsights
      listexports listglobaltables listimports liststreams listtables listtagsofresource partiqldelete partiqlinsert
      partiqlselect partiqlupdate purchasereservedcapacityofferings putitem putresourcepolicy query
      readdataforreplication replicatesettings restoretablefromawsbackup restoretablefrombackup
      restoretabletopointintime scan startawsbackupjob tagresource untagresource updateabacstatus
      updatecontinuousbackups updatecontributorinsights updateglobaltable updateglobaltablesettings
      updateglobaltableversion updateitem updatekinesisstreamingdestination updatetable updatetablereplicaautoscaling
      updatetimetolive writedataforreplication
    `),
  ],
  [
    'events',
    parseNames(`
      activateeventsource allowvendedlogdeliveryforresource cancelreplay createapidestination createarchive
      createconnection createendpoint createeventbus createpartnereventsource deactivateeventsource
      deauthorizeconnection deleteapidestination deletearchive deleteconnection deleteendpoint deleteeventbus
      deletepartnereventsource deleterule describeapidestination describearchive describeconnection describeendpoint
      describeeventbus describeeventsource describepartnereventsource describereplay describerule disablerule enablerule
      invokeapidestination listapidestinations listarchives listconnections listendpoints listeventbuses
      listeventsources listpartnereventsourceaccounts listpartnereventsources listreplays listrulenamesbytarget
      listrules listtagsforresource listtargetsbyrule putevents putpartnerevents putpermission putrule puttargets
      removepermission removetargets retrieveconnectioncredentials startreplay tagresource testeventpattern
      untagresource updateapidestination updatearchive updateconnection updateendpoint updateeventbus
    `),
  ],
  [
    'execute-api',
    parseNames(`
      invalidatecache invoke manageconnections
    `),
  ],
  [
    'kms',
    parseNames(`
      cancelkeydeletion connectcustomkeystore createalias createcustomkeystore creategrant createkey decrypt deletealias
      deletecustomkeystore deleteimportedkeymaterial derivesharedsecret describecustomkeystores describekey disablekey
      disablekeyrotation disconnectcustomkeystore enablekey enablekeyrotation encrypt generatedatakey
      generatedatakeypair generatedatakeypairwithoutplaintext generatedatakeywithoutplaintext generatemac generaterandom
      getkeylastusage getkeypolicy getkeyrotationstatus getparametersforimport getpublickey importkeymaterial
      listaliases listgrants listkeypolicies listkeyrotations listkeys listresourcetags listretirablegrants putkeypolicy
      reencryptfrom reencryptto replicatekey retiregrant revokegrant rotatekeyondemand schedulekeydeletion sign
      synchronizemultiregionkey tagresource untagresource updatealias updatecustomkeystore updatekeydescription
      updateprimaryregion verify verifymac
    `),
  ],
  [
    'lambda',
    parseNames(`
      addlayerversionpermission addpermission checkpointdurableexecution createalias createcapacityprovider
      createcodesigningconfig createeventsourcemapping createfunction createfunctionurlconfig deletealias
      deletecapacityprovider deletecodesigningconfig deleteeventsourcemapping deletefunction
      deletefunctioncodesigningconfig deletefunctionconcurrency deletefunctioneventinvokeconfig deletefunctionurlconfig
      deletelayerversion deleteprovisionedconcurrencyconfig disablereplication enablereplication getaccountsettings
      getalias getcapacityprovider getcodesigningconfig getdurableexecution getdurableexecutionhistory
      getdurableexecutionstate geteventsourcemapping getfunction getfunctioncodesigningconfig getfunctionconcurrency
      getfunctionconfiguration getfunctioneventinvokeconfig getfunctionrecursionconfig getfunctionscalingconfig
      getfunctionurlconfig getlayerversion getlayerversionpolicy getpolicy getprovisionedconcurrencyconfig
      getruntimemanagementconfig invokeasync invokefunction invokefunctionurl listaliases listcapacityproviders
      listcodesigningconfigs listdurableexecutionsbyfunction listeventsourcemappings listfunctioneventinvokeconfigs
      listfunctions listfunctionsbycodesigningconfig listfunctionurlconfigs listfunctionversionsbycapacityprovider
      listlayers listlayerversions listprovisionedconcurrencyconfigs listtags listversionsbyfunction
      passcapacityprovider publishlayerversion publishversion putfunctioncodesigningconfig putfunctionconcurrency
      putfunctioneventinvokeconfig putfunctionrecursionconfig putfunctionscalingconfig putprovisionedconcurrencyconfig
      putruntimemanagementconfig removelayerversionpermission removepermission senddurableexecutioncallbackfailure
      senddurableexecutioncallbackheartbeat senddurableexecutioncallbacksuccess stopdurableexecution tagresource
      untagresource updatealias updatecapacityprovider updatecodesigningconfig updateeventsourcemapping
      updatefunctioncode updatefunctioncodesigningconfig updatefunctionconfiguration updatefunctioneventinvokeconfig
      updatefunctionurlconfig
    `),
  ],
  [
    'logs',
    parseNames(`
      associatekmskey associatesourcetos3tableintegration callwithbearertoken cancelexporttask cancelimporttask
      createdelivery createexporttask createimporttask createloganomalydetector createlogdelivery createloggroup
      createlogstream createlookuptable createscheduledquery deleteaccountpolicy deletedataprotectionpolicy
      deletedelivery deletedeliverydestination deletedeliverydestinationpolicy deletedeliverysource deletedestination
      deleteindexpolicy deleteintegration deleteloganomalydetector deletelogdelivery deleteloggroup deletelogstream
      deletelookuptable deletemetricfilter deletepipelinerule deletequerydefinition deleteresourcepolicy
      deleteretentionpolicy deletescheduledquery deletesubscriptionfilter deletetransformer describeaccountpolicies
      describeconfigurationtemplates describedeliveries describedeliverydestinations describedeliverysources
      describedestinations describeexporttasks describefieldindexes describeimporttaskbatches describeimporttasks
      describeindexpolicies describeloggroups describelogstreams describelookuptables describemetricfilters
      describequeries describequerydefinitions describeresourcepolicies describesubscriptionfilters disassociatekmskey
      disassociatesourcefroms3tableintegration filterlogevents getdataprotectionpolicy getdelivery
      getdeliverydestination getdeliverydestinationpolicy getdeliverysource getintegration getloganomalydetector
      getlogdelivery getlogevents getlogfields getloggroupfields getlogrecord getlookuptable getqueryresults
      getscheduledquery getscheduledqueryhistory gettransformer integratewiths3table link listaggregateloggroupsummaries
      listanomalies listentitiesforloggroup listintegrations listloganomalydetectors listlogdeliveries listloggroups
      listloggroupsforentity listloggroupsforquery listscheduledqueries listsourcesfors3tableintegration
      listtagsforresource listtagsloggroup processwithpipeline putaccountpolicy putbearertokenauthentication
      putdataprotectionpolicy putdeliverydestination putdeliverydestinationpolicy putdeliverysource putdestination
      putdestinationpolicy putindexpolicy putintegration putlogevents putloggroupdeletionprotection putmetricfilter
      putpipelinerule putquerydefinition putresourcepolicy putretentionpolicy putsubscriptionfilter puttransformer
      startlivetail startquery stoplivetail stopquery tagloggroup tagresource testmetricfilter testtransformer unmask
      untagloggroup untagresource updateanomaly updatedeliveryconfiguration updateloganomalydetector updatelogdelivery
      updatelookuptable updatescheduledquery
    `),
  ],
  [
    's3',
    parseNames(`
      abortmultipartupload associateaccessgrantsidentitycenter bypassgovernanceretention createaccessgrant
      createaccessgrantsinstance createaccessgrantslocation createaccesspoint createaccesspointforobjectlambda
      createbucket createbucketmetadatatableconfiguration createjob createmultiregionaccesspoint createstoragelensgroup
      deleteaccessgrant deleteaccessgrantsinstance deleteaccessgrantsinstanceresourcepolicy deleteaccessgrantslocation
      deleteaccesspoint deleteaccesspointforobjectlambda deleteaccesspointpolicy deleteaccesspointpolicyforobjectlambda
      deletebucket deletebucketmetadatatableconfiguration deletebucketpolicy deletebucketwebsite deletejobtagging
      deletemultiregionaccesspoint deleteobject deleteobjecttagging deleteobjectversion deleteobjectversiontagging
      deletestoragelensconfiguration deletestoragelensconfigurationtagging deletestoragelensgroup describejob
      describemultiregionaccesspointoperation dissociateaccessgrantsidentitycenter getaccelerateconfiguration
      getaccessgrant getaccessgrantsinstance getaccessgrantsinstanceforprefix getaccessgrantsinstanceresourcepolicy
      getaccessgrantslocation getaccesspoint getaccesspointconfigurationforobjectlambda getaccesspointforobjectlambda
      getaccesspointpolicy getaccesspointpolicyforobjectlambda getaccesspointpolicystatus
      getaccesspointpolicystatusforobjectlambda getaccountpublicaccessblock getanalyticsconfiguration getbucketabac
      getbucketacl getbucketcors getbucketlocation getbucketlogging getbucketmetadatatableconfiguration
      getbucketnotification getbucketobjectlockconfiguration getbucketownershipcontrols getbucketpolicy
      getbucketpolicystatus getbucketpublicaccessblock getbucketrequestpayment getbuckettagging getbucketversioning
      getbucketwebsite getdataaccess getencryptionconfiguration getintelligenttieringconfiguration
      getinventoryconfiguration getjobtagging getlifecycleconfiguration getmetricsconfiguration
      getmultiregionaccesspoint getmultiregionaccesspointpolicy getmultiregionaccesspointpolicystatus
      getmultiregionaccesspointroutes getobject getobjectacl getobjectattributes getobjectlegalhold getobjectretention
      getobjecttagging getobjecttorrent getobjectversion getobjectversionacl getobjectversionattributes
      getobjectversionforreplication getobjectversiontagging getobjectversiontorrent getreplicationconfiguration
      getstoragelensconfiguration getstoragelensconfigurationtagging getstoragelensdashboard getstoragelensgroup
      initiatereplication listaccessgrants listaccessgrantsinstances listaccessgrantslocations listaccesspoints
      listaccesspointsforobjectlambda listallmybuckets listbucket listbucketmultipartuploads listbucketversions
      listcalleraccessgrants listjobs listmultipartuploadparts listmultiregionaccesspoints liststoragelensconfigurations
      liststoragelensgroups listtagsforresource objectowneroverridetobucketowner pausereplication
      putaccelerateconfiguration putaccessgrantsinstanceresourcepolicy putaccesspointconfigurationforobjectlambda
      putaccesspointpolicy putaccesspointpolicyforobjectlambda putaccesspointpublicaccessblock
      putaccountpublicaccessblock putanalyticsconfiguration putbucketabac putbucketacl putbucketcors putbucketlogging
      putbucketnotification putbucketobjectlockconfiguration putbucketownershipcontrols putbucketpolicy
      putbucketpublicaccessblock putbucketrequestpayment putbuckettagging putbucketversioning putbucketwebsite
      putencryptionconfiguration putintelligenttieringconfiguration putinventoryconfiguration putjobtagging
      putlifecycleconfiguration putmetricsconfiguration putmultiregionaccesspointpolicy putobject putobjectacl
      putobjectlegalhold putobjectretention putobjecttagging putobjectversionacl putobjectversiontagging
      putreplicationconfiguration putstoragelensconfiguration putstoragelensconfigurationtagging replicatedelete
      replicateobject replicatetags restoreobject submitmultiregionaccesspointroutes tagresource untagresource
      updateaccessgrantslocation updatebucketmetadatainventorytableconfiguration
      updatebucketmetadatajournaltableconfiguration updatejobpriority updatejobstatus updateobjectencryption
      updatestoragelensgroup
    `),
  ],
  [
    'ses',
    parseNames(`
      allowvendedlogdeliveryforresource batchgetmetricdata cancelexportjob clonereceiptruleset createaddoninstance
      createaddonsubscription createaddresslist createaddresslistimportjob createarchive createconfigurationset
      createconfigurationseteventdestination createconfigurationsettrackingoptions createcontact createcontactlist
      createcustomverificationemailtemplate creatededicatedippool createdeliverabilitytestreport createemailidentity
      createemailidentitypolicy createemailtemplate createexportjob createimportjob createingresspoint
      createmultiregionendpoint createreceiptfilter createreceiptrule createreceiptruleset createrelay createruleset
      createtemplate createtenant createtenantresourceassociation createtrafficpolicy deleteaddoninstance
      deleteaddonsubscription deleteaddresslist deletearchive deleteconfigurationset
      deleteconfigurationseteventdestination deleteconfigurationsettrackingoptions deletecontact deletecontactlist
      deletecustomverificationemailtemplate deletededicatedippool deleteemailidentity deleteemailidentitypolicy
      deleteemailtemplate deleteidentity deleteidentitypolicy deleteingresspoint deletemultiregionendpoint
      deletereceiptfilter deletereceiptrule deletereceiptruleset deleterelay deleteruleset deletesuppresseddestination
      deletetemplate deletetenant deletetenantresourceassociation deletetrafficpolicy deleteverifiedemailaddress
      deregistermemberfromaddresslist describeactivereceiptruleset describeconfigurationset describereceiptrule
      describereceiptruleset getaccount getaccountsendingenabled getaddoninstance getaddonsubscription getaddresslist
      getaddresslistimportjob getarchive getarchiveexport getarchivemessage getarchivemessagecontent getarchivesearch
      getarchivesearchresults getblacklistreports getconfigurationset getconfigurationseteventdestinations getcontact
      getcontactlist getcustomverificationemailtemplate getdedicatedip getdedicatedippool getdedicatedips
      getdeliverabilitydashboardoptions getdeliverabilitytestreport getdomaindeliverabilitycampaign
      getdomainstatisticsreport getemailaddressinsights getemailidentity getemailidentitypolicies getemailtemplate
      getexportjob getidentitydkimattributes getidentitymailfromdomainattributes getidentitynotificationattributes
      getidentitypolicies getidentityverificationattributes getimportjob getingresspoint getmemberofaddresslist
      getmessageinsights getmultiregionendpoint getrelay getreputationentity getruleset getsendquota getsendstatistics
      getsuppresseddestination gettemplate gettenant gettrafficpolicy listaddoninstances listaddonsubscriptions
      listaddresslistimportjobs listaddresslists listarchiveexports listarchives listarchivesearches
      listconfigurationsets listcontactlists listcontacts listcustomverificationemailtemplates listdedicatedippools
      listdeliverabilitytestreports listdomaindeliverabilitycampaigns listemailidentities listemailtemplates
      listexportjobs listidentities listidentitypolicies listimportjobs listingresspoints listmembersofaddresslist
      listmultiregionendpoints listreceiptfilters listreceiptrulesets listrecommendations listrelays
      listreputationentities listresourcetenants listrulesets listsuppresseddestinations listtagsforresource
      listtemplates listtenantresources listtenants listtrafficpolicies listverifiedemailaddresses
      putaccountdedicatedipwarmupattributes putaccountdetails putaccountsendingattributes
      putaccountsuppressionattributes putaccountvdmattributes putconfigurationsetarchivingoptions
      putconfigurationsetdeliveryoptions putconfigurationsetreputationoptions putconfigurationsetsendingoptions
      putconfigurationsetsuppressionoptions putconfigurationsettrackingoptions putconfigurationsetvdmoptions
      putdedicatedipinpool putdedicatedippoolscalingattributes putdedicatedipwarmupattributes
      putdeliverabilitydashboardoption putemailidentityconfigurationsetattributes putemailidentitydkimattributes
      putemailidentitydkimsigningattributes putemailidentityfeedbackattributes putemailidentitymailfromattributes
      putidentitypolicy putsuppresseddestination registermembertoaddresslist reorderreceiptruleset
      replicateemailidentitydkimsigningkey sendbounce sendbulkemail sendbulktemplatedemail sendcustomverificationemail
      sendemail sendrawemail sendtemplatedemail setactivereceiptruleset setidentitydkimenabled
      setidentityfeedbackforwardingenabled setidentityheadersinnotificationsenabled setidentitymailfromdomain
      setidentitynotificationtopic setreceiptruleposition startaddresslistimportjob startarchiveexport
      startarchivesearch stopaddresslistimportjob stoparchiveexport stoparchivesearch tagresource
      testrenderemailtemplate testrendertemplate untagresource updateaccountsendingenabled updatearchive
      updateconfigurationseteventdestination updateconfigurationsetreputationmetricsenabled
      updateconfigurationsetsendingenabled updateconfigurationsettrackingoptions updatecontact updatecontactlist
      updatecustomverificationemailtemplate updateemailidentitypolicy updateemailtemplate updateingresspoint
      updatereceiptrule updaterelay updatereputationentitycustomermanagedstatus updatereputationentitypolicy
      updateruleset updatetemplate updatetrafficpolicy verifydomaindkim verifydomainidentity verifyemailaddress
      verifyemailidentity
    `),
  ],
  [
    'sns',
    parseNames(`
      addpermission checkifphonenumberisoptedout confirmsubscription createplatformapplication createplatformendpoint
      createsmssandboxphonenumber createtopic deleteendpoint deleteplatformapplication deletesmssandboxphonenumber
      deletetopic getdataprotectionpolicy getendpointattributes getplatformapplicationattributes getsmsattributes
      getsmssandboxaccountstatus getsubscriptionattributes gettopicattributes listendpointsbyplatformapplication
      listoriginationnumbers listphonenumbersoptedout listplatformapplications listsmssandboxphonenumbers
      listsubscriptions listsubscriptionsbytopic listtagsforresource listtopics optinphonenumber publish
      putdataprotectionpolicy removepermission setendpointattributes setplatformapplicationattributes setsmsattributes
      setsubscriptionattributes settopicattributes subscribe tagresource unsubscribe untagresource
      verifysmssandboxphonenumber
    `),
  ],
  [
    'sqs',
    parseNames(`
      addpermission cancelmessagemovetask changemessagevisibility createqueue deletemessage deletequeue
      getqueueattributes getqueueurl listdeadlettersourcequeues listmessagemovetasks listqueues listqueuetags purgequeue
      receivemessage removepermission sendmessage setqueueattributes startmessagemovetask tagqueue untagqueue
    `),
  ],
  [
    'sts',
    parseNames(`
      assumerole assumerolewithsaml assumerolewithwebidentity assumeroot decodeauthorizationmessage getaccesskeyinfo
      getcalleridentity getdelegatedaccesstoken getfederationtoken getservicebearertoken getsessiontoken
      getwebidentitytoken setcontext setsourceidentity taggetwebidentitytoken tagsession
    `),
  ],
  [
    'xray',
    parseNames(`
      batchgettraces batchgettracesummarybyid canceltraceretrieval creategroup createsamplingrule deletegroup
      deleteresourcepolicy deletesamplingrule getdistincttracegraphs getencryptionconfig getgroup getgroups
      getindexingrules getinsight getinsightevents getinsightimpactgraph getinsightsummaries getretrievedtracesgraph
      getsamplingrules getsamplingstatisticsummaries getsamplingtargets getservicegraph gettimeseriesservicestatistics
      gettracegraph gettracesegmentdestination gettracesummaries link listresourcepolicies listretrievedtraces
      listtagsforresource putencryptionconfig putresourcepolicy putspans putspansforindexing puttelemetryrecords
      puttracesegments starttraceretrieval tagresource untagresource updategroup updateindexingrule updatesamplingrule
      updatetracesegmentdestination
    `),
  ],
]);

function parseNames(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
