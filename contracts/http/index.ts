/** Shapes of HTTP bodies, queries and headers between processes. No behaviour. */
export {
  AdvisorFeedback,
  AdvisorPreferences,
  AdvisorRecommendation,
  AdvisorRequest,
  AdvisorResponse,
} from './advisor.ts';
export { BusinessSummary, OrderFacts } from './business.ts';
export { Cart, CartItem, PutCartItem } from './cart.ts';
export {
  type ActivityLevel,
  AddStock,
  activityLevels,
  type ExperienceLevel,
  experienceLevels,
  ListPet,
  type LivingSituation,
  livingSituations,
  Pet,
  PetCare,
  PetCategory,
  PetQuery,
  PetStatus,
  Product,
  ProductQuery,
  ProductVariant,
  petCategories,
  Slug,
} from './catalogue.ts';
export { CustomerAccount, OpenSession, Role, Session } from './customers.ts';
export { DeadLetter, DeadLetterCount, DeadLetters, ReplayDeadLetters } from './dead-letters.ts';
export {
  EarlierCreateOrder,
  EarlierFailure,
  EarlierHealth,
  EarlierOrder,
  EarlierOrderAnswer,
  EarlierOrderQuery,
  EarlierPaymentAnswer,
  EarlierPet,
  EarlierPetDetails,
  EarlierPetQuery,
  EarlierPets,
  EarlierPetsQuery,
  EarlierPlainQuery,
  EarlierProcessPayment,
} from './earlier-demo.ts';
export { headers } from './headers.ts';
export { Interaction, InteractionAccepted } from './interactions.ts';
export {
  EventHandling,
  HandledEvent,
  HandledEvents,
  Journey,
  JourneyMessage,
  MessageIds,
} from './journeys.ts';
export {
  AdvisorSummary,
  ModelPerformance,
  ModelPerformanceReport,
  ModelVersion,
  ModelVersions,
} from './model-performance.ts';
export { Money } from './money.ts';
export { optionalBody } from './optional-body.ts';
export {
  CancelOrder,
  CardToken,
  Delivery,
  Order,
  OrderHistory,
  OrderHistoryEvent,
  OrderItem,
  OrderRefund,
  OrderStatus,
  OrderWaitQuery,
  orderStatuses,
  orderWaitSeconds,
  PlaceOrder,
  RefundOrder,
} from './orders.ts';
export { type Page, type PageQuery, pageOf, pageQuery } from './page.ts';
export { ParkedOrder, ResolveParkedOrder } from './parked-orders.ts';
export {
  AuthorizePayment,
  LedgerEntry,
  Payment,
  PaymentLedger,
  PaymentList,
  type PaymentStatus,
  paymentStatuses,
  RefundPayment,
} from './payments.ts';
export { Problem } from './problem.ts';
export {
  Book,
  BookEntry,
  ChangedCharges,
  Charge,
  ChargeList,
  ChargeRefund,
  CreateCharge,
  chargeStatuses,
  ProviderFaults,
  ProviderWebhook,
} from './provider.ts';
export { Recommendations, RecommendedPet } from './recommendations.ts';
export { visibleText } from './visible-text.ts';
